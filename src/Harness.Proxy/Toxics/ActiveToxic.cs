namespace Harness.Proxy;

/// <summary>A toxic that is on, with its counts and its draws.</summary>
internal sealed class ActiveToxic(Toxic toxic, int seed, string proxyName)
{
    private readonly ToxicKind kind = ToxicCatalog.KindOf(toxic);
    private readonly ToxicDraw draw = new(seed, proxyName, toxic.Name);

    public Toxic Toxic { get; } = toxic;

    public ToxicCounters Counters { get; } = new();

    /// <summary>Counts a connection, and gives its stage if the draw puts it under the toxic.</summary>
    public ToxicStage? StageFor(long connectionNumber, TimeProvider time)
    {
        var isHit = draw.Of(connectionNumber) < Toxic.Toxicity;
        Counters.Count(isHit);
        return isHit ? kind.CreateStage(Toxic, new(time, draw.SeedOf(connectionNumber))) : null;
    }
}
