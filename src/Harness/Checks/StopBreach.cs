using Harness.Plans;

namespace Harness.Checks;

/// <summary>A stop condition that does not hold any more.</summary>
/// <param name="Condition">Which.</param>
/// <param name="State">What was seen; without data where that lasted too long.</param>
/// <param name="At">The close of the first second that shows it, from t = 0.</param>
public sealed record StopBreach(StopCondition Condition, ProbeState State, TimeSpan At);
