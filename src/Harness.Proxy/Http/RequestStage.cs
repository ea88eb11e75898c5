namespace Harness.Proxy;

/// <summary>
/// A toxic on the requests of one connection. Each that matches is drawn by itself, from the connection's seed and in the order of the requests, so that the
/// same run hits the same ones. What is no HTTP/1 passes as it came, as soon as it can be told: a few capital letters without the end of a line may be the
/// beginning of a request, and wait for what comes next.
/// </summary>
/// <param name="match">Which requests.</param>
/// <param name="percentage">How many of those, from 0 to 100.</param>
/// <param name="seed">Of the draws.</param>
internal abstract class RequestStage(RequestMatch match, double percentage, ulong seed) : ToxicStage
{
    private RequestScanner scanner = new();
    private SplitMix64 random = new(seed);
    private bool isHit;

    public override void Accept(Chunk chunk)
    {
        if (!chunk.IsData)
        {
            Pass(Pending, chunk.At);
            Hold(chunk, chunk.At);
            return;
        }
        var rest = (ReadOnlySpan<byte>)chunk.Bytes.Span;
        var isFirst = true;
        while (!rest.IsEmpty)
        {
            Take(scanner.Next(ref rest, out var read), read, isFirst, chunk.At);
            isFirst = false;
        }
        chunk.Return();
    }

    private void Take(RequestPart part, ReadOnlySpan<byte> read, bool isFirst, long at)
    {
        switch (part)
        {
            case RequestPart.PartOfHead:
                return; // It is kept until it can be read.
            case RequestPart.Head:
                isHit = match.Matches(scanner.Head) && random.NextDouble() * 100 < percentage && MayHit(isFirst);
                if (isHit) Hit(scanner.Head, scanner.HeadBytes, at);
                else Pass(scanner.HeadBytes, at);
                break;
            case RequestPart.Body:
                if (isHit) HitBody(read, at);
                else Pass(read, at);
                break;
            default:
                isHit = false;
                Pass(Unread(read), at);
                return;
        }
        if (scanner.IsBetween && isHit)
        {
            isHit = false;
            HitEnd(scanner.Head, at);
        }
    }

    /// <summary>What of a head was kept before it could be seen that it is none, and what came last.</summary>
    private ReadOnlySpan<byte> Unread(ReadOnlySpan<byte> read) => scanner.HeadBytes.Length > 0 ? scanner.TakeHead() : read;

    private ReadOnlySpan<byte> Pending => scanner.IsInHead ? scanner.TakeHead() : [];

    /// <summary>True in the middle of a request that is hit.</summary>
    protected bool IsHitting => isHit;

    public override void Follow(ToxicStage before, long now)
    {
        base.Follow(before, now);
        var other = (RequestStage)before;
        (scanner, random, isHit) = (other.scanner, other.random, other.isHit);
    }

    /// <summary>What is kept of a head leaves with the rest.</summary>
    public override void OnRemoved() => Pass(Pending, 0);

    /// <summary>False where a request must be let through whatever the draw says.</summary>
    protected virtual bool MayHit(bool isFirst) => true;

    /// <summary>The head of a request that is hit.</summary>
    protected abstract void Hit(RequestHead head, ReadOnlySpan<byte> bytes, long at);

    /// <summary>Some of its body.</summary>
    protected abstract void HitBody(ReadOnlySpan<byte> body, long at);

    /// <summary>It has been read to its end.</summary>
    protected virtual void HitEnd(RequestHead head, long at)
    {
    }

    protected virtual void Pass(ReadOnlySpan<byte> bytes, long at)
    {
        if (!bytes.IsEmpty) Hold(Chunk.Copy(bytes, at), at);
    }
}
