namespace Harness.Plans;

/// <summary>What must hold for the run to go on: the moment it does not, no iteration starts any more and faults are healed at once.</summary>
/// <param name="Probe">What is looked at, at the close of every second; its name is the condition's, and no other probe has it.</param>
public sealed record StopCondition(Probe Probe)
{
    /// <summary>
    /// Whole seconds. Where there should have been data for so long and was none, the condition does not hold any more; before that no data
    /// says nothing. Default 10 s.
    /// </summary>
    public TimeSpan NoData { get; init; } = TimeSpan.FromSeconds(10);
}
