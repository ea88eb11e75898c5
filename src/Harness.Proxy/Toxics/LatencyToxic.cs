namespace Harness.Proxy;

/// <summary>
/// Holds back each piece of data for <see cref="Latency"/> ± <see cref="Jitter"/> from its receipt, never less. Pieces are held side
/// by side, so throughput stays; their order is kept, so a slow one holds back those behind it. Connecting is not delayed, and an
/// end of the stream comes right after the data before it. At most 32 MiB are held for a direction of a connection; then the sender
/// has to wait.
/// </summary>
public sealed record LatencyToxic : Toxic
{
    /// <summary>The delay. Default zero; below zero acts as zero, above a day as a day.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>
    /// Half the width of the uniform distribution around <see cref="Latency"/> each piece draws from: [-jitter, +jitter). Default
    /// zero; below zero acts as zero, above a day as a day. A delay that would be below zero is none.
    /// </summary>
    public TimeSpan Jitter { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("latency", name => new LatencyToxic { Name = name }, (toxic, context) => new LatencyStage(toxic, context),
        ToxicAttribute.Milliseconds<LatencyToxic>("latency", toxic => toxic.Latency, (toxic, value) => toxic with { Latency = value }),
        ToxicAttribute.Milliseconds<LatencyToxic>("jitter", toxic => toxic.Jitter, (toxic, value) => toxic with { Jitter = value }));
}

internal sealed class LatencyStage(LatencyToxic toxic, StageContext context) : ToxicStage
{
    private readonly long latency = context.Ticks(toxic.Latency);
    private readonly long jitter = context.Ticks(toxic.Jitter);
    private SplitMix64 random = new(context.Seed);

    public override void Accept(Chunk chunk) => Hold(chunk, chunk.IsData ? chunk.At + Delay() : chunk.At);

    private long Delay() =>
        jitter == 0 ? latency : Math.Max(0, latency + (long)Math.Ceiling(((2 * random.NextDouble()) - 1) * jitter));
}
