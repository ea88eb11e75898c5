using Harness.Checks;
using Harness.Faults;
using Harness.Faults.AtStart;
using Harness.Faults.Companion;
using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Proxy;
using Harness.Time;

namespace Harness.Running;

/// <summary>What a run left.</summary>
/// <param name="Folder">Its folder, with the journal in it.</param>
/// <param name="Fold">All that is known of it.</param>
/// <param name="Judgement">The verdict.</param>
public sealed record RunResult(string Folder, RunFold Fold, Judgement Judgement);

/// <summary>
/// One run from a plan to its verdict: heal what others left, start the companion and the targets, send the load and make the faults on one
/// clock, heal, end what was started, judge.
/// </summary>
public sealed class Run : IDisposable
{
    private readonly Plan plan;
    private readonly RunOptions options;
    private readonly RunControl control;
    private readonly PreciseTime precise = new();
    private readonly RunClock clock;
    private readonly RunFold fold;
    private readonly AbortWatch abort;
    private readonly JournalWriter journal;
    private readonly TargetStart targets;
    private readonly IReadOnlyList<IDriver> drivers;
    private readonly CancellationTokenSource noNewWork = new();
    private readonly string folder;
    private CompanionClient? companion;

    private Run(Plan plan, RunOptions options, RunControl control, IReadOnlyList<Func<RunFold, IJournalConsumer>> watchers)
    {
        this.control = control;
        this.plan = options.WithFaults ? plan : plan.Rehearsal;
        this.options = options;
        clock = new RunClock(precise);
        fold = new RunFold(this.plan);
        abort = new AbortWatch(fold);
        targets = new TargetStart(plan);
        drivers = options.Kinds.DriversFor(plan.Settings.Root);
        folder = RunStart.NewFolder(plan, clock.Wall);
        journal = new JournalWriter(Path.Combine(folder, JournalReader.FileName), new SecretMask(RunStart.Secrets(plan, options.Environment)), [fold, abort, .. watchers.Select(watcher => watcher(fold))]);
    }

    /// <summary>Runs a plan to its end, whatever happens on the way; the journal in the new folder tells all of it.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="options">How.</param>
    /// <param name="control">What is asked of it from outside.</param>
    /// <param name="watchers">Who follows, beside the fold, and may read it while an entry is handed to them.</param>
    public static async Task<RunResult> Execute(Plan plan, RunOptions options, RunControl control, params IReadOnlyList<Func<RunFold, IJournalConsumer>> watchers)
    {
        using var run = new Run(plan, options, control, watchers);
        return await run.Execute().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        journal.Dispose();
        noNewWork.Dispose();
        precise.Dispose();
        foreach (var driver in drivers) driver.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Stop(StopCause cause, string message)
    {
        journal.Write(new RunStopping(cause, message) { At = clock.Now, Wall = clock.Wall });
        noNewWork.Cancel();
    }

    private async Task<RunResult> Execute()
    {
        journal.Write(RunStart.Entry(plan, options, Path.GetFileName(folder), clock.Wall));
        try
        {
            // From here until the load is over: a signal during the judgement has nothing left to stop.
            using var signal = control.Stopped.Register(() => Stop(StopCause.Signal, $"by {control.StoppedBy}."));
            using var faults = control.FaultsStopped.Register(() => journal.Write(new FaultsStopped(control.FaultsStoppedBy) { At = clock.Now, Wall = clock.Wall }));
            if (await Prepare().ConfigureAwait(false)) await Work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (noNewWork.IsCancellationRequested)
        {
            // Stopped while things were being started; the journal says why.
        }
        catch (Exception e)
        {
            Stop(StopCause.Crash, e is CompanionLostException ? e.Message + "." : e.ToString());
        }
        try
        {
            await CloseCompanion().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever goes wrong at the very end, the run has its verdict and its report; the ledger still says what is left.
            Stop(StopCause.Crash, e.ToString());
        }
        if (journal.Failure is { } failure) Stop(StopCause.Crash, $"the journal could not be written: {failure}. What was measured is in this report only.");
        journal.Write(new LoadEnded { At = clock.Now, Wall = clock.Wall });
        var judgement = Judgement.Of(fold);
        journal.Write(new RunEnded(Word(judgement.Verdict.Outcome), (int)judgement.Verdict.ExitCode, [.. judgement.Verdict.Reasons.Select(r => r.ToString())]) { At = clock.Now, Wall = clock.Wall });
        return new RunResult(folder, fold, judgement);
    }

    /// <summary>The verdict as one lower-case word.</summary>
    public static string Word(Outcome outcome) => outcome switch { Outcome.Pass => "pass", Outcome.Fail => "fail", _ => "invalid" };

    /// <summary>Leaves everything ready for the load, or says why not.</summary>
    private async Task<bool> Prepare()
    {
        var ct = noNewWork.Token;
        var leftovers = new Leftovers(options.LedgerFolder, options.Kinds.Faults, options.Kinds.DriversFor, TimeProvider.System);
        foreach (var leftover in await leftovers.Heal(ct).ConfigureAwait(false))
            journal.Write(new LeftoverHealed(leftover.Run, leftover.What, leftover.Healed, leftover.Note) { Wall = clock.Wall });
        if (fold.Leftovers.Exists(leftover => !leftover.Healed)) return false;
        if (leftovers.HolderOf(targets.Addresses) is { } holder) return Refuse(StopCause.Refused, holder + ". Wait for its end, or stop it.");
        if (await Permission.Missing(plan, options, ct).ConfigureAwait(false) is { } missing) return Refuse(StopCause.Refused, missing);
        if (Generator.Missing(plan) is { } unable) return Refuse(StopCause.Setup, unable);
        if (targets.TakenPort() is { } taken) return Refuse(StopCause.Setup, taken);
        try
        {
            companion = await CompanionClient.Start(options.Companion, Opening(), TimeProvider.System, ct).ConfigureAwait(false);
            foreach (var proxy in targets.Proxies) await companion.StartProxy(proxy.Name, ct).ConfigureAwait(false);
            foreach (var level in targets.Levels())
            {
                // All are built before the first is started: what fails to build leaves nothing half started.
                var launches = new List<(Target Target, Launch? Launch)>();
                foreach (var target in level.Where(target => target.Instances.Count == 0))
                {
                    var launch = target.IsStarted ? await drivers.First(driver => driver.Drives(target)).Prepare(target, plan.Settings, ct).ConfigureAwait(false) : null;
                    launches.Add((target, launch is null ? null : Starts.Ready(launch with { Tls = plan.Settings.Tls }, target, plan, options.Kinds.Faults, folder)));
                }
                await Task.WhenAll(launches.Select(start => Ready(start.Target, start.Launch, ct))).ConfigureAwait(false);
            }
            return true;
        }
        catch (TargetException e)
        {
            return Refuse(StopCause.Unhealthy, e.Message + ".");
        }
        catch (FaultException e)
        {
            return Refuse(StopCause.Setup, e.Message + ".");
        }
    }

    private bool Refuse(StopCause cause, string message)
    {
        Stop(cause, message);
        return false;
    }

    private async Task Ready(Target target, Launch? launch, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var process = launch is null ? null : await companion!.StartTarget(target.Name, launch, ct).ConfigureAwait(false);
            // What runs already, a host among it, may have no address: it is taken as it is.
            if (launch is null && target is { Url: not null, Health: { } health }) await Health.Wait(target.Name, new Uri(target.Url!, health), () => null, plan.Settings.Tls, TimeProvider.System, ct).ConfigureAwait(false);
            journal.Write(new TargetReady(target.Name, process, TimeProvider.System.GetElapsedTime(began)) { Wall = clock.Wall });
        }
        catch (FaultException e)
        {
            throw new TargetException(e.Message);
        }
    }

    private sealed class TargetException(string message) : Exception(message);

    /// <summary>
    /// The load waits on its loops when its first iteration is due; to begin takes it some ten milliseconds, which would be that iteration's lag. What
    /// targets use is looked at from here on, so that their first second is whole.
    /// </summary>
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);

    private async Task Work()
    {
        var phases = new Phases();
        var gate = fold.Hypothesis is { } hypothesis ? new SteadyGate(hypothesis, clock) : null;
        using var generator = Generator.For(plan, clock.Source);
        generator.Start();
        await FirstRequests.Send(plan, generator, clock.Source, small => new RunFold(small), noNewWork.Token).ConfigureAwait(false);
        var load = new LoadRunner(plan, clock, generator, journal, phases, options.Seed, options.Environment);
        var faults = new FaultRunner(plan, clock, journal, phases, companion!, gate) { Stop = Stop };
        var prober = new Prober([.. plan.Probes.OfType<HttpProbe>()], plan.Settings.Tls, clock, journal);
        var signals = new SignalWatch([new ProcessSignals(LedgerPath, clock), .. options.Signals], targets.Targets, Path.GetFileName(folder), clock, journal);
        clock.Start(plan.WarmUp + Lead);
        using var loadOver = new CancellationTokenSource();
        var sending = load.Run(noNewWork.Token, control.StoppedNow);
        var signalling = signals.Run(loadOver.Token);
        await clock.WaitUntil(-plan.WarmUp, CancellationToken.None).ConfigureAwait(false);
        journal.Write(new LoadStarted { At = clock.Now, Wall = clock.Wall });
        var probing = prober.Run(loadOver.Token);
        var watching = Watch(loadOver.Token);
        var aborting = Abort(loadOver.Token);
        try
        {
            // A load of so many iterations may be done long before its time: without load there is nothing that a fault could show.
            using var noLoad = CancellationTokenSource.CreateLinkedTokenSource(noNewWork.Token);
            await Task.WhenAll(Guarded(Then(sending, noLoad)), Guarded(faults.Run(noLoad.Token, control.FaultsStopped))).ConfigureAwait(false);
        }
        finally
        {
            await loadOver.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(probing, watching, aborting, signalling).ConfigureAwait(false);
        }
    }

    private static async Task Then(Task part, CancellationTokenSource afterwards)
    {
        await part.ConfigureAwait(false);
        await afterwards.CancelAsync().ConfigureAwait(false);
    }

    /// <summary>A part that throws stops the others: faults are healed and the load ends before the exception goes on.</summary>
    private async Task Guarded(Task part)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch
        {
            await noNewWork.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task Abort(CancellationToken loadOver)
    {
        try
        {
            await abort.Breach.WaitAsync(loadOver).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The load is over; something may have wanted it to end just before.
        }
        if (!abort.Breach.IsCompletedSuccessfully) return;
        var (cause, message) = await abort.Breach.ConfigureAwait(false);
        Stop(cause, message);
    }

    private async Task Watch(CancellationToken loadOver)
    {
        try
        {
            await companion!.Lost.WaitAsync(loadOver).ConfigureAwait(false);
            Stop(StopCause.Crash, new CompanionLostException().Message + ".");
        }
        catch (OperationCanceledException)
        {
            // The load is over and the companion still there: as it should be.
        }
    }

    /// <summary>Heals what is left and ends what was started; where the companion is gone, from its ledger.</summary>
    private async Task CloseCompanion()
    {
        if (companion is null) return;
        try
        {
            await companion.Close(CancellationToken.None).ConfigureAwait(false);
        }
        catch (CompanionLostException)
        {
            await companion.DisposeAsync().ConfigureAwait(false);
            foreach (var leftover in await new Leftovers(options.LedgerFolder, options.Kinds.Faults, options.Kinds.DriversFor, TimeProvider.System).HealDead(LedgerPath, CancellationToken.None).ConfigureAwait(false))
                journal.Write(new LeftoverHealed(leftover.Run, leftover.What, leftover.Healed, leftover.Note) { Wall = clock.Wall });
            return;
        }
        catch (FaultException e)
        {
            journal.Write(new LeftoverHealed(Path.GetFileName(folder), "this run", false, e.Message) { Wall = clock.Wall });
        }
        await companion.DisposeAsync().ConfigureAwait(false);
    }

    private string LedgerPath => Ledger.PathOf(options.LedgerFolder, Path.GetFileName(folder));

    private Opening Opening() => new(Path.GetFileName(folder), Path.GetFullPath(folder), LedgerPath, ProcessIdentity.Own,
        targets.Addresses, options.Seed, plan.Settings.Root, plan.Files);
}
