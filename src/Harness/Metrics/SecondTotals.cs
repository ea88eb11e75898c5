using Harness.Journal;

namespace Harness.Metrics;

/// <summary>One second of all loads together, and of the generator.</summary>
public sealed record SecondTotals
{
    /// <summary>Iterations that the plan puts into this second (open loads), else those started.</summary>
    public double Planned { get; init; }

    /// <summary>The same of each load, in the order of the frames.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> PlannedByLoad { get; init; } = [];

    /// <summary>Iterations started, those of the warm-up included.</summary>
    public int Started { get; init; }

    /// <summary>Iterations dropped.</summary>
    public int Dropped { get; init; }

    /// <summary>Virtual users busy: the most at once of each load, added up.</summary>
    public int VUs { get; init; }

    /// <summary>The generator's CPU time as a share of all cores, 0 to 1.</summary>
    public double Cpu { get; init; }

    /// <summary>Time for which the runtime stood still to collect garbage.</summary>
    public TimeSpan GcPause { get; init; }

    /// <summary>The share of the second for which the busiest event loop was at work, 0 to 1.</summary>
    public double LoopBusy { get; init; }

    /// <summary>How often something held an event loop for over 10 ms.</summary>
    public int LoopHeld { get; init; }

    /// <summary>Whose code did that alone.</summary>
    public IReadOnlyList<LoopHold> HeldBy { get; init; } = [];

    /// <summary>Work items that waited for a thread of the pool.</summary>
    public long PoolQueue { get; init; }

    /// <summary>How long one of a loop waited for one; null where the load has nothing to do with the pool.</summary>
    public TimeSpan? PoolWait { get; init; }

    /// <summary>Connections of the load.</summary>
    public int Connections { get; init; }

    /// <summary>The sum of the frames of a second.</summary>
    public static SecondTotals Of(IReadOnlyCollection<LoadFrame> loads, SecondClosed closed) => new()
    {
        Planned = loads.Sum(load => load.Planned),
        PlannedByLoad = [.. loads.Select(load => KeyValuePair.Create(load.Load, load.Planned))],
        Started = loads.Sum(load => load.Started),
        Dropped = loads.Sum(load => load.Dropped),
        VUs = loads.Sum(load => load.VUs),
        Cpu = closed.Cpu,
        GcPause = closed.GcPause,
        LoopBusy = closed.LoopBusy,
        LoopHeld = closed.LoopHeld,
        HeldBy = closed.HeldBy,
        PoolQueue = closed.PoolQueue,
        PoolWait = closed.PoolWait,
        Connections = closed.Connections,
    };
}
