namespace Harness.Proxy;

/// <summary>Data passes as it came; its end comes later.</summary>
public sealed record SlowCloseToxic : Toxic
{
    /// <summary>How much later. Default zero; below zero acts as zero, above a day as a day.</summary>
    public TimeSpan Delay { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("slow_close", name => new SlowCloseToxic { Name = name }, (toxic, context) => new SlowCloseStage(toxic, context),
        ToxicAttribute.Milliseconds<SlowCloseToxic>("delay", toxic => toxic.Delay, (toxic, value) => toxic with { Delay = value }));
}

internal sealed class SlowCloseStage(SlowCloseToxic toxic, StageContext context) : ToxicStage
{
    private readonly long delay = context.Ticks(toxic.Delay);

    public override void Accept(Chunk chunk) => Hold(chunk, chunk.IsData ? chunk.At : chunk.At + delay);
}
