using Harness.Faults;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Running;

/// <summary>Every kind there is, in one visible list.</summary>
public static class BuiltIns
{
    /// <summary>Kinds of fault.</summary>
    public static IReadOnlyList<IFault> Faults { get; } = [new LatencyFault(), new ResetFault(), new KillFault()];

    /// <summary>What a plan may name.</summary>
    public static PlanCatalog Catalog { get; } = new(Faults, [.. Measures.All.Select(measure => measure.Name)], ["html", "json", "junit", "md", "csv", "png"]);
}
