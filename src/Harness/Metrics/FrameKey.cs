using Harness.Plans;

namespace Harness.Metrics;

/// <summary>What the numbers of a run are kept by.</summary>
/// <param name="Load">The load's name.</param>
/// <param name="Step">The step's name.</param>
/// <param name="Stage">The stage's name.</param>
/// <param name="Phase">The faults in force joined by <c>+</c>, else <c>baseline</c>, <c>recovery</c> or <c>after</c>.</param>
public sealed record FrameKey(string Load, string Step, string Stage, string Phase)
{
    /// <summary>Before the first fault.</summary>
    public const string Baseline = "baseline";

    /// <summary>From healed until recovered.</summary>
    public const string Recovery = "recovery";

    /// <summary>After a recovery, with no fault in force.</summary>
    public const string After = "after";

    /// <summary>True where every tag of the selector that belongs to frames matches; <c>phase:x</c> takes all sets that contain x.</summary>
    public bool Matches(MetricSelector selector) =>
        (selector["load"] is not { } load || load == Load) &&
        (selector["step"] is not { } step || step == Step) &&
        (selector["stage"] is not { } stage || stage == Stage) &&
        (selector["phase"] is not { } phase || Phase == phase || Phase.Split('+').Contains(phase));
}
