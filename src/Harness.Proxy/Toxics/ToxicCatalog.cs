using System.Collections.Frozen;

namespace Harness.Proxy;

/// <summary>Every kind of toxic there is. A new one is its own file and a line here.</summary>
public static class ToxicCatalog
{
    /// <summary>Toxiproxy's own first, then those that it lacks.</summary>
    public static IReadOnlyList<ToxicKind> Kinds { get; } =
    [
        LatencyToxic.Kind, BandwidthToxic.Kind, SlowCloseToxic.Kind, TimeoutToxic.Kind, ResetPeerToxic.Kind, SlicerToxic.Kind, LimitDataToxic.Kind, NoopToxic.Kind,
        HttpStatusToxic.Kind, HttpLatencyToxic.Kind,
    ];

    private static readonly FrozenDictionary<Type, ToxicKind> byType = Kinds.ToFrozenDictionary(kind => kind.Type);

    private static readonly FrozenDictionary<string, ToxicKind> byName = Kinds.ToFrozenDictionary(kind => kind.Name);

    /// <summary>The kind of a toxic.</summary>
    public static ToxicKind KindOf(Toxic toxic) => byType[toxic.GetType()];

    /// <summary>The kind that the API calls so, or null.</summary>
    public static ToxicKind? Find(string name) => byName.GetValueOrDefault(name);
}
