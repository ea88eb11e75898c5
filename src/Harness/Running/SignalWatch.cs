using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Running;

/// <summary>
/// Writes what targets use into the journal, a frame a second and instance, while the load is on. It never fails the run and never holds it up:
/// a source that throws, or does not end when it should, is one note, and the others go on.
/// </summary>
internal sealed class SignalWatch(IReadOnlyList<ISignals> sources, IReadOnlyList<Target> targets, string run, RunClock clock, JournalWriter journal)
{
    /// <summary>How long a source may take to end.</summary>
    public static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private readonly Dictionary<(string Target, string Instance), SignalSeconds> instances = [];
    private bool isFull, isOver;

    /// <summary>Watches until stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        await Task.WhenAll(sources.Select(source => Guarded(source, stop))).ConfigureAwait(false);
        lock (gate)
        {
            isOver = true;
            foreach (var frame in instances.Values.Select(seconds => seconds.End()).OfType<TargetFrame>()) journal.Write(frame);
        }
    }

    private async Task Guarded(ISignals source, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock.Source);
        try
        {
            using var stopped = stop.Register(() => late.CancelAfter(EndPatience));
            // A task of its own: a source whose first look blocks must hold up nobody else.
            await Task.Run(() => Follow(source, stop), CancellationToken.None).WaitAsync(late.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            Lost(source, $"did not end within {EndPatience.TotalSeconds:0} s of the load");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The load is over.
        }
        catch (Exception e)
        {
            // Whatever a source throws is data: the run does not depend on what its targets use.
            Lost(source, e.Message);
        }
    }

    private async Task Follow(ISignals source, CancellationToken stop)
    {
        await foreach (var sample in source.Watch(targets, run, stop).ConfigureAwait(false))
        {
            if (!Take(source, sample)) return;
        }
    }

    /// <summary>False once the watch is over: a source that did not end in time writes nothing any more.</summary>
    private bool Take(ISignals source, TargetSample sample)
    {
        lock (gate)
        {
            if (isOver) return false;
            if (Seconds(source, sample) is not { } seconds) return true;
            foreach (var frame in seconds.Add(sample, clock.Elapsed)) journal.Write(frame);
            return true;
        }
    }

    private SignalSeconds? Seconds(ISignals source, TargetSample sample)
    {
        var key = (sample.Target, sample.Instance);
        if (instances.TryGetValue(key, out var known)) return known;
        if (instances.Count < TargetFrame.MaxInstances) return instances[key] = new SignalSeconds();
        if (!isFull) Lost(source, $"{sample.Instance} and others are not watched: there are more than {TargetFrame.MaxInstances} instances");
        isFull = true;
        return null;
    }

    private void Lost(ISignals source, string note) => journal.Write(new SignalsLost(source.Source, note) { At = clock.Now, Wall = clock.Wall });
}
