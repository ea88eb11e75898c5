using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>A toxic is put on a proxy.</summary>
/// <param name="Kind">The word in the scenario.</param>
/// <param name="Target">The proxy.</param>
/// <param name="Toxic">The toxic, called as the fault.</param>
/// <param name="Description">What it does, for people.</param>
public sealed record ToxicAction(string Kind, string Target, Toxic Toxic, string Description) : FaultAction(Kind, Target)
{
    /// <summary>True where it is put on both streams.</summary>
    public bool IsBothWays { get; init; }

    /// <summary>The proxies that it is put on besides; null where there are none.</summary>
    public IReadOnlyList<string>? Others { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Targets => [Target, .. Others ?? []];

    /// <inheritdoc/>
    public override string Description { get; } = Description;

    /// <inheritdoc/>
    public override string UndoDescription => $"remove the toxic {string.Join(" and ", Toxics(Toxic.Name).Select(toxic => toxic.Name))} from {string.Join(" and ", Targets)}";

    /// <summary>What each proxy gets: one toxic, or one for each stream. No fault has a dot in its name, so no two are called the same.</summary>
    /// <param name="name">What the first is called.</param>
    internal IEnumerable<Toxic> Toxics(string name) =>
        IsBothWays ? [Toxic with { Name = name }, Toxic with { Name = name + ".upstream", Stream = ToxicStream.Upstream }] : [Toxic with { Name = name }];
}
