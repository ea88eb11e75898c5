using Harness.Faults;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Running;

/// <summary>Every kind there is: what a plan may name, and what does it. A satellite adds its own with a method like <c>AddDocker()</c>.</summary>
/// <param name="Faults">Kinds of fault.</param>
/// <param name="Drivers">Makes a driver of each kind of target, for the folder that relative paths count from.</param>
public sealed record Kinds(IReadOnlyList<IFault> Faults, IReadOnlyList<Func<string, IDriver>> Drivers)
{
    private static readonly IReadOnlyList<string> Formats = ["html", "json", "junit", "md", "csv", "png"];

    /// <summary>What a plan may name.</summary>
    public PlanCatalog Catalog => new(Faults, [.. Measures.All.Select(measure => measure.Name)], Formats);

    /// <summary>One driver of each kind.</summary>
    public IReadOnlyList<IDriver> DriversFor(string root) => [.. Drivers.Select(make => make(root))];

    /// <summary>These and more.</summary>
    public Kinds Add(IReadOnlyList<IFault> faults, params IReadOnlyList<Func<string, IDriver>> drivers) => new([.. Faults, .. faults], [.. Drivers, .. drivers]);
}
