namespace Harness.Proxy;

/// <summary>Closes a connection when so many bytes have passed.</summary>
public sealed record LimitDataToxic : Toxic
{
    /// <summary>On each connection, from when the toxic was put on it; an update counts on. Zero, the default, and below: at the first byte, which does not pass.</summary>
    public long Bytes { get; init; }

    internal static ToxicKind Kind { get; } = ToxicKind.Of("limit_data", name => new LimitDataToxic { Name = name }, (toxic, _) => new LimitDataStage(toxic),
        ToxicAttribute.Integer<LimitDataToxic>("bytes", toxic => toxic.Bytes, (toxic, value) => toxic with { Bytes = value }));
}

internal sealed class LimitDataStage(LimitDataToxic toxic) : ToxicStage
{
    private long passed;
    private bool isClosed;

    public override void Accept(Chunk chunk)
    {
        if (!chunk.IsData)
        {
            Hold(chunk, chunk.At);
            return;
        }
        var left = isClosed ? 0 : Math.Max(0, toxic.Bytes - passed);
        if (chunk.Length < left)
        {
            passed += chunk.Length;
            Hold(chunk, chunk.At);
            return;
        }
        if (left > 0) Hold(chunk with { Length = (int)left }, chunk.At);
        else chunk.Return();
        passed += left;
        if (!isClosed) Hold(Chunk.Close(chunk.At), chunk.At);
        isClosed = true;
    }

    public override void Follow(ToxicStage before, long now)
    {
        base.Follow(before, now);
        passed = ((LimitDataStage)before).passed;
        isClosed = ((LimitDataStage)before).isClosed;
    }
}
