using Harness.Journal;

namespace Harness.Checks;

/// <summary>How a run was ended before its plan, and how soon its faults were being healed. All times are from t = 0.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Condition">The stop condition's name, or the threshold; null for other causes.</param>
/// <param name="Breach">The close of the second that showed the breach of one of these; null for other causes.</param>
/// <param name="At">When the run began to stop; null where the load had not begun.</param>
/// <param name="HealingBegan">When the undo of the first fault that was on began; null where none was.</param>
public sealed record StopStory(StopCause Cause, string? Condition, TimeSpan? Breach, TimeSpan? At, TimeSpan? HealingBegan)
{
    /// <summary>From the breach, or else from the stop, to the beginning of the healing: what semantics promise to be under 2 s. Null where no fault was on.</summary>
    public TimeSpan? TimeToHealing => HealingBegan - (Breach ?? At);

    /// <summary>The story of a stop of a run.</summary>
    public static StopStory Of(RunFold run, RunStopping stop)
    {
        var (condition, breach) = stop.Cause switch
        {
            StopCause.Condition when run.StopConditions?.Breach is { } broken => (broken.Condition.Probe.Name, (TimeSpan?)broken.At),
            StopCause.Threshold when run.Thresholds.Where(t => t.AbortedAt is not null).MinBy(t => t.AbortedAt) is { } threshold => (threshold.Threshold.ToString(), threshold.AbortedAt),
            _ => (null, null),
        };
        var since = breach ?? stop.At;
        return new(stop.Cause, condition, breach, stop.At, run.Faults.Where(fault => fault.HealingAt >= since).Min(fault => fault.HealingAt));
    }
}
