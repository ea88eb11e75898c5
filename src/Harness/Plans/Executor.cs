namespace Harness.Plans;

/// <summary>Who decides when an iteration starts; k6's six, by its names.</summary>
public enum Executor
{
    /// <summary>Open model: iterations start at one rate, whether or not earlier ones were answered. <c>constant-arrival-rate</c></summary>
    ConstantArrivalRate,

    /// <summary>Open model: the same at a rate that changes from stage to stage. <c>ramping-arrival-rate</c></summary>
    RampingArrivalRate,

    /// <summary>Closed model: so many virtual users, each starting its next iteration when it ended the last. <c>constant-vus</c></summary>
    ConstantVUs,

    /// <summary>Closed model: the same with a number of virtual users that changes from stage to stage. <c>ramping-vus</c></summary>
    RampingVUs,

    /// <summary>Closed model: so many iterations in all, done by so many virtual users, a fast one doing more. <c>shared-iterations</c></summary>
    SharedIterations,

    /// <summary>Closed model: so many iterations of each virtual user. <c>per-vu-iterations</c></summary>
    PerVUIterations,
}

/// <summary>The names that plans use.</summary>
public static class Executors
{
    /// <summary>Every executor with its name.</summary>
    public static IReadOnlyList<(Executor Executor, string Name)> All { get; } =
    [
        (Executor.ConstantVUs, "constant-vus"),
        (Executor.RampingVUs, "ramping-vus"),
        (Executor.ConstantArrivalRate, "constant-arrival-rate"),
        (Executor.RampingArrivalRate, "ramping-arrival-rate"),
        (Executor.SharedIterations, "shared-iterations"),
        (Executor.PerVUIterations, "per-vu-iterations"),
    ];

    /// <summary>The name, as in a plan.</summary>
    public static string Name(this Executor executor) => All.First(one => one.Executor == executor).Name;
}
