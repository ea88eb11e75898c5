using Harness.Journal;
using Harness.Plans;
using Harness.Protocols;
using Harness.Time;

namespace Harness.Load;

/// <summary>Walks the stages and closes the seconds: everything that load writes into the journal comes from here.</summary>
public sealed class LoadRunner
{
    private readonly Plan plan;
    private readonly RunClock clock;
    private readonly JournalWriter journal;
    private readonly Recorder recorder;
    private readonly VirtualUsers users = new();
    private readonly Journey journey;
    private readonly Pace pace;
    private readonly Pace warmUp;
    private readonly int seed;
    private readonly GeneratorMeter meter;
    private OpenLoop? openLoop;

    /// <summary>Prepares the load of a plan; nothing is sent yet.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="clock">The run's; started by the caller.</param>
    /// <param name="transport">What sends.</param>
    /// <param name="journal">Where frames go.</param>
    /// <param name="phases">Which faults are in force.</param>
    /// <param name="seed">Of think times.</param>
    /// <param name="environment">Reads an environment variable for <c>${env:…}</c>.</param>
    public LoadRunner(Plan plan, RunClock clock, ITransport transport, JournalWriter journal, Phases phases, int seed, Func<string, string?> environment)
    {
        this.plan = plan;
        this.clock = clock;
        this.journal = journal;
        this.seed = seed;
        recorder = new Recorder([.. plan.Requests], phases);
        journey = new Journey(plan, clock, transport, recorder, environment);
        pace = new Pace(plan.Load.Start, plan.Load.Stages);
        warmUp = Pace.Constant(plan.Load.Start, plan.Load.WarmUp);
        meter = new GeneratorMeter(clock.Source);
    }

    /// <summary>Sends the whole load and returns when the last iteration ended, or its grace was over.</summary>
    /// <param name="noNewWork">No iteration starts after it.</param>
    /// <param name="stopNow">Ends iterations under way.</param>
    /// <exception cref="Exception">What an iteration threw: a mistake of the harness, never of a target.</exception>
    public async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        using var hardStop = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        using var ended = new CancellationTokenSource();
        var pump = Pump(ended.Token);
        try
        {
            var load = plan.Load.IsOpen ? Open(noNewWork, hardStop.Token) : Closed(noNewWork, hardStop.Token);
            await Task.WhenAny(load, users.Failed).ConfigureAwait(false);
            if (users.Failed.IsFaulted) await hardStop.CancelAsync().ConfigureAwait(false);
            else await load.ConfigureAwait(false);
            using (var grace = new CancellationTokenSource(plan.Load.GracefulStop, clock.Source))
            using (grace.Token.Register(hardStop.Cancel))
                await users.Drained().ConfigureAwait(false);
            openLoop?.Abandon();
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
        }
        if (users.Failed.IsFaulted) await users.Failed.ConfigureAwait(false);
    }

    private async Task Open(CancellationToken noNewWork, CancellationToken stopNow)
    {
        var highest = Math.Max(plan.Load.Start, plan.Load.Stages.Max(stage => stage.Target));
        openLoop = new OpenLoop(clock, journey, recorder, users, plan.Load.MaxVUs, seed);
        await openLoop.Run(warmUp, -plan.Load.WarmUp, _ => StepFrame.WarmUp, highest, noNewWork, stopNow).ConfigureAwait(false);
        await openLoop.Run(pace, TimeSpan.Zero, plan.Load.StageAt, highest, noNewWork, stopNow).ConfigureAwait(false);
    }

    /// <summary>The closed model goes through warm-up and stages with the same virtual users: the warm-up is a first line at the first level.</summary>
    private Task Closed(CancellationToken noNewWork, CancellationToken stopNow)
    {
        var whole = new Pace(plan.Load.Start, [new Stage(StepFrame.WarmUp, plan.Load.WarmUp, plan.Load.Start), .. plan.Load.Stages]);
        var loop = new ClosedLoop(clock, journey, recorder, users, plan.Load.GracefulRampDown, seed);
        return loop.Run(whole, -plan.Load.WarmUp, at => plan.Load.StageAt(at - plan.Load.WarmUp), noNewWork, stopNow);
    }

    /// <summary>Closes a second each second, and at the end the one that is open: what was counted after the last cut is in it.</summary>
    private async Task Pump(CancellationToken ended)
    {
        var second = (int)Math.Floor(-plan.Load.WarmUp.TotalSeconds);
        meter.Read();
        try
        {
            while (true)
            {
                await clock.WaitUntil(TimeSpan.FromSeconds(second + 1), ended).ConfigureAwait(false);
                Close(second++);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The load ended inside a second: it is closed as it is.
            Close(second);
        }
    }

    private void Close(int second)
    {
        var (steps, load) = recorder.Cut(second);
        var (cpu, gcPause) = meter.Read();
        var from = TimeSpan.FromSeconds(second);
        var planned = plan.Load.IsOpen
            ? pace.DueBefore(from + TimeSpan.FromSeconds(1)) - pace.DueBefore(from) + (from < TimeSpan.Zero ? plan.Load.Start : 0)
            : load.Started;
        foreach (var frame in steps) journal.Write(frame);
        journal.Write(load with { At = clock.Now, Planned = planned, VUs = users.TakeMost(), Cpu = cpu, GcPause = gcPause });
    }
}
