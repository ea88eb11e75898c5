namespace Harness.Proxy;

/// <summary>
/// Cuts data into small pieces, with a pause after each: halved again and again, each cut off its middle by up to <see cref="SizeVariation"/>, until no piece
/// is longer than <see cref="AverageSize"/> + <see cref="SizeVariation"/>.
/// </summary>
public sealed record SlicerToxic : Toxic
{
    /// <summary>Bytes. Zero, the default, and below: nothing is cut.</summary>
    public long AverageSize { get; init; }

    /// <summary>Bytes. Default zero; below zero acts as zero, above <see cref="AverageSize"/> - 1 as that.</summary>
    public long SizeVariation { get; init; }

    /// <summary>After each piece. Default zero; below zero acts as zero, above a day as a day.</summary>
    public TimeSpan Delay { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("slicer", name => new SlicerToxic { Name = name }, (toxic, context) => new SlicerStage(toxic, context),
        ToxicAttribute.Integer<SlicerToxic>("average_size", toxic => toxic.AverageSize, (toxic, value) => toxic with { AverageSize = value }),
        ToxicAttribute.Integer<SlicerToxic>("size_variation", toxic => toxic.SizeVariation, (toxic, value) => toxic with { SizeVariation = value }),
        ToxicAttribute.Microseconds<SlicerToxic>("delay", toxic => toxic.Delay, (toxic, value) => toxic with { Delay = value }));
}

internal sealed class SlicerStage(SlicerToxic toxic, StageContext context) : ToxicStage
{
    private readonly long average = Math.Clamp(toxic.AverageSize, 0, int.MaxValue / 4);
    private readonly long variation = Math.Clamp(toxic.SizeVariation, 0, Math.Max(0, Math.Min(toxic.AverageSize, int.MaxValue / 4) - 1));
    private readonly long delay = context.Ticks(toxic.Delay);
    private SplitMix64 random = new(context.Seed);
    private long freeAt = long.MinValue;

    public override bool IsFull => HoldsAny;

    public override void Accept(Chunk chunk)
    {
        freeAt = Math.Max(freeAt, chunk.At);
        if (!chunk.IsData || average == 0)
        {
            Hold(chunk, freeAt);
            return;
        }
        Slice(chunk.Bytes.Span);
        chunk.Return();
    }

    private void Slice(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= average + variation)
        {
            Hold(Chunk.Copy(bytes, freeAt), freeAt);
            freeAt += delay;
            return;
        }
        // Halves of what is longer than the average, off by less than the average: never empty, and never deeper than the logarithm of the length.
        var middle = Math.Clamp((bytes.Length / 2) + (long)Math.Floor(((2 * random.NextDouble()) - 1) * variation), 1, bytes.Length - 1);
        Slice(bytes[..(int)middle]);
        Slice(bytes[(int)middle..]);
    }

    public override void Follow(ToxicStage before, long now)
    {
        base.Follow(before, now);
        freeAt = ((SlicerStage)before).freeAt;
    }
}
