namespace Harness.Load;

/// <summary>What one loop counted of one load since it was last cleared.</summary>
internal sealed class Tally
{
    /// <summary>A tally for each step, stage and set of faults that was met.</summary>
    public List<StepTally> Steps { get; } = [];

    public TimeCounts Lag { get; } = new();

    public TimeCounts VuWait { get; } = new();

    public TimeCounts IterationDuration { get; } = new();

    public int Started { get; set; }

    public int Counted { get; set; }

    public int Completed { get; set; }

    public int Dropped { get; set; }

    public int HeldBack { get; set; }

    /// <summary>Forgets what was counted. What a whole second did not use belongs to a phase or a stage that is over.</summary>
    public void Clear()
    {
        Steps.RemoveAll(step => step.Steps == 0);
        foreach (var step in Steps) step.Clear();
        Lag.Clear();
        VuWait.Clear();
        IterationDuration.Clear();
        (Started, Counted, Completed, Dropped, HeldBack) = (0, 0, 0, 0, 0);
    }
}
