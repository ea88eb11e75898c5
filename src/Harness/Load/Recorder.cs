using Harness.Journal;

namespace Harness.Load;

/// <summary>
/// Counts what ended on one loop of one load; used on that loop only, without a lock. A sample is never kept. Everything goes into the second that is
/// open, so that a second that was closed stays as it was judged.
/// </summary>
internal sealed class Recorder(IReadOnlyList<Plans.RequestStep> steps, Phases phases)
{
    private readonly HashSet<string>[] sampled = [.. steps.Select(_ => new HashSet<string>())];
    private Tally tally = new(), spare = new();
    private StepTally? last;

    /// <summary>Counts a step.</summary>
    public void Add(in StepSample sample)
    {
        var faults = phases.Between(sample.Due, sample.Ended, last?.Faults);
        if (last is null || last.Step != sample.Step || !ReferenceEquals(last.Faults, faults) || !ReferenceEquals(last.Stage, sample.Stage)) last = Find(sample, faults);
        last.Add(sample);
        if (sample.Error is not { } error) return;
        var kind = last.Count(error);
        var seen = sampled[sample.Step];
        if (sample.Request is { } request && seen.Count < StepFrame.MaxErrors && seen.Add(kind)) last.Samples[kind] = ErrorSample.Of(request, sample.Answer);
    }

    private StepTally Find(in StepSample sample, IReadOnlyList<string> faults)
    {
        foreach (var one in tally.Steps)
        {
            if (one.Step == sample.Step && one.Stage == sample.Stage && one.Faults.SequenceEqual(faults)) return one;
        }
        var made = new StepTally(sample.Step, sample.Stage, faults, steps[sample.Step].Checks.Count);
        tally.Steps.Add(made);
        return made;
    }

    /// <summary>Counts the start of an iteration that is due when its virtual user is ready: it can be neither late nor held back.</summary>
    public void Started(TimeSpan due)
    {
        tally.Started++;
        if (due >= TimeSpan.Zero) tally.Counted++;
    }

    /// <summary>Counts the start of an iteration whose due time is the plan's.</summary>
    /// <param name="due">When it was due; before t = 0 it only shows in the chart.</param>
    /// <param name="now">The moment of the start.</param>
    /// <param name="waited">True where no virtual user was free when it was due.</param>
    public void Started(TimeSpan due, TimeSpan now, bool waited)
    {
        tally.Started++;
        if (due < TimeSpan.Zero) return;
        tally.Counted++;
        (waited ? tally.VuWait : tally.Lag).Record(now - due);
        if (waited && now - due > HeldBackAfter) tally.HeldBack++;
    }

    /// <summary>Counts iterations that were not started at all.</summary>
    public void Dropped(TimeSpan due, int count = 1)
    {
        if (due >= TimeSpan.Zero) tally.Dropped += count;
    }

    /// <summary>Counts the end of an iteration.</summary>
    public void Completed(TimeSpan due, TimeSpan now)
    {
        if (due < TimeSpan.Zero) return;
        tally.Completed++;
        tally.IterationDuration.Record(now - due);
    }

    private static readonly TimeSpan HeldBackAfter = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// What was counted since the last call, and begins anew: two tallies take turns, so that one is made into frames elsewhere while the loop goes on.
    /// What the call before gave is then used again.
    /// </summary>
    public Tally Take()
    {
        var taken = tally;
        spare.Clear();
        (tally, spare, last) = (spare, taken, null);
        return taken;
    }
}
