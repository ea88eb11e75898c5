namespace Harness.Proxy;

/// <summary>
/// Lets through so many bytes in a second on each connection: a piece leaves when a line of that rate would have sent the last byte of it, and more than a
/// tenth of a second's worth is cut into such pieces. The sender is held back as soon as more waits than the line sends in 20 ms.
/// </summary>
public sealed record BandwidthToxic : Toxic
{
    /// <summary>In thousands of bytes in a second. Zero, the default, and below: nothing passes, and the connection stays open.</summary>
    public long Rate { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("bandwidth", name => new BandwidthToxic { Name = name }, (toxic, context) => new BandwidthStage(toxic, context),
        ToxicAttribute.Integer<BandwidthToxic>("rate", toxic => toxic.Rate, (toxic, value) => toxic with { Rate = value }));
}

internal sealed class BandwidthStage(BandwidthToxic toxic, StageContext context) : ToxicStage
{
    private readonly double ticksPerByte = context.Time.TimestampFrequency / (Math.Max(0, toxic.Rate) * 1000.0);
    private readonly long pieceBytes = Math.Clamp(toxic.Rate, 1, int.MaxValue / 100) * 100;

    // A fraction of a tick is kept, or a fast line would be a slow one after a million pieces.
    private double freeAt = long.MinValue;

    // Enough to be read ahead that the line does not stand still while timers are late and the next piece is on its way: that would make it a slower one.
    private readonly double aheadTicks = context.Time.TimestampFrequency / 50.0;

    public override bool IsFull => HoldsAny && (toxic.Rate <= 0 || freeAt - NextDue >= aheadTicks);

    public override void Accept(Chunk chunk)
    {
        if (toxic.Rate <= 0)
        {
            Hold(chunk, Never);
            return;
        }
        if (!chunk.IsData)
        {
            Hold(chunk, chunk.At);
            return;
        }
        freeAt = Math.Max(freeAt, chunk.At);
        foreach (var piece in chunk.Cut(pieceBytes))
        {
            freeAt += piece.Length * ticksPerByte;
            Hold(piece, (long)Math.Ceiling(freeAt));
        }
    }

    /// <summary>What waited for another rate waits for this one from now on.</summary>
    public override void Follow(ToxicStage before, long now)
    {
        var line = (BandwidthStage)before;
        if (line.ticksPerByte == ticksPerByte)
        {
            base.Follow(before, now);
            freeAt = line.freeAt;
            return;
        }
        while (before.TryDrain(out var chunk)) Accept(chunk with { At = now });
    }
}
