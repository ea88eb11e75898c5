using System.Collections.Frozen;

namespace Harness.Proxy;

/// <summary>Every kind of toxic there is. A new one is its own file and a line here.</summary>
internal static class ToxicCatalog
{
    public static IReadOnlyList<ToxicKind> Kinds { get; } =
    [
        ToxicKind.Of<LatencyToxic>("latency", (toxic, context) => new LatencyStage(toxic, context)),
        ToxicKind.Of<ResetPeerToxic>("reset_peer", (toxic, context) => new ResetPeerStage(toxic, context)),
    ];

    private static readonly FrozenDictionary<Type, ToxicKind> byType = Kinds.ToFrozenDictionary(kind => kind.Type);

    public static ToxicKind KindOf(Toxic toxic) => byType[toxic.GetType()];
}
