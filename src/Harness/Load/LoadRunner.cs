using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Load;

/// <summary>Sends the loads of a plan side by side and closes the seconds: everything that load writes into the journal comes from here.</summary>
internal sealed class LoadRunner : IDisposable
{
    private readonly Plan plan;
    private readonly RunClock clock;
    private readonly JournalWriter journal;
    private readonly IReadOnlyList<(string Name, LoadRun Run)> loads;
    private readonly GeneratorMeter meter;

    /// <summary>Prepares the loads of a plan; nothing is sent yet.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="clock">The run's; started by the caller.</param>
    /// <param name="generator">What sends; its loops run.</param>
    /// <param name="journal">Where frames go.</param>
    /// <param name="phases">Which faults are in force.</param>
    /// <param name="seed">Of think times and arrivals.</param>
    /// <param name="environment">Reads an environment variable for <c>${env:…}</c>.</param>
    public LoadRunner(Plan plan, RunClock clock, Generator generator, JournalWriter journal, Phases phases, int seed, Func<string, string?> environment)
    {
        this.plan = plan;
        this.clock = clock;
        this.journal = journal;
        loads = [.. plan.Loads.Select(load => (load.Name, new LoadRun(plan, load, clock, generator, phases, seed, environment)))];
        meter = new GeneratorMeter(clock.Source, generator);
    }

    /// <summary>Sends all loads and returns when the last iteration of each ended, or its grace was over.</summary>
    /// <param name="noNewWork">No iteration starts after it.</param>
    /// <param name="stopNow">Ends iterations under way.</param>
    /// <exception cref="Exception">What an iteration threw: a mistake of the harness, never of a target.</exception>
    public async Task Run(CancellationToken noNewWork, CancellationToken stopNow)
    {
        using var hardStop = CancellationTokenSource.CreateLinkedTokenSource(stopNow);
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(noNewWork);
        using var ended = new CancellationTokenSource();
        var pump = Pump(ended.Token);
        try
        {
            await Task.WhenAll(loads.Select(load => One(load.Name, load.Run, noMore, hardStop))).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await pump.ConfigureAwait(false);
        }
    }

    /// <summary>One load; where it throws, the others end at once.</summary>
    private async Task One(string name, LoadRun load, CancellationTokenSource noMore, CancellationTokenSource hardStop)
    {
        try
        {
            await load.Run(noMore.Token, hardStop.Token).ConfigureAwait(false);
            if (!noMore.IsCancellationRequested) journal.Write(new LoadFinished(name) { At = clock.Now, Wall = clock.Wall });
        }
        catch
        {
            await noMore.CancelAsync().ConfigureAwait(false);
            await hardStop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes a second each second, and at the end the one that is open: what was counted after the last cut is in it.</summary>
    private async Task Pump(CancellationToken ended)
    {
        var second = (int)Math.Floor(-plan.WarmUp.TotalSeconds);
        await meter.Read().ConfigureAwait(false);
        try
        {
            while (true)
            {
                await clock.WaitUntil(TimeSpan.FromSeconds(second + 1), ended).ConfigureAwait(false);
                await Close(second++).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The load ended inside a second: it is closed as it is.
            await Close(second).ConfigureAwait(false);
        }
    }

    private async Task Close(int second)
    {
        var cuts = await Task.WhenAll(loads.Select(load => load.Run.Cut(second))).ConfigureAwait(false);
        var closed = await meter.Read().ConfigureAwait(false);
        foreach (var frame in cuts.SelectMany(cut => cut.Steps)) journal.Write(frame);
        foreach (var cut in cuts) journal.Write(cut.Load with { At = clock.Now });
        journal.Write(closed with { Second = second, At = clock.Now, Connections = cuts.Sum(cut => cut.Connections) });
    }

    /// <summary>Closes the connections of all loads, which are over.</summary>
    public void Dispose()
    {
        foreach (var (_, load) in loads) load.Dispose();
    }
}
