namespace Harness.Proxy;

/// <summary>What has gone through one proxy since it was added. Live: each value is current when read, and never waits for a close.</summary>
public sealed class ProxyCounters
{
    private long accepted;
    private long open;
    private long upstreamRefused;
    private long failed;
    private long acceptErrors;
    private long receivedUpstream;
    private long receivedDownstream;
    private long bytesUpstream;
    private long bytesDownstream;

    internal ProxyCounters()
    {
    }

    /// <summary>Connections accepted from clients; the number of a connection in the draws of toxicity is this count at its accept.</summary>
    public long Accepted => Volatile.Read(ref accepted);

    /// <summary>Connections open now, those still dialling their upstream included.</summary>
    public long Open => Volatile.Read(ref open);

    /// <summary>Connections whose upstream refused, could not be resolved or reached, or did not answer in time.</summary>
    public long UpstreamRefused => Volatile.Read(ref upstreamRefused);

    /// <summary>Connections that ended by an error on a socket, such as a peer's reset; those a toxic ended are not among them.</summary>
    public long Failed => Volatile.Read(ref failed);

    /// <summary>Times accepting failed, for instance because no file handle was free; it backs off and goes on.</summary>
    public long AcceptErrors => Volatile.Read(ref acceptErrors);

    /// <summary>Bytes received from clients.</summary>
    public long ReceivedUpstream => Volatile.Read(ref receivedUpstream);

    /// <summary>Bytes received from the upstream.</summary>
    public long ReceivedDownstream => Volatile.Read(ref receivedDownstream);

    /// <summary>Bytes handed on to the upstream.</summary>
    public long BytesUpstream => Volatile.Read(ref bytesUpstream);

    /// <summary>Bytes handed on to clients.</summary>
    public long BytesDownstream => Volatile.Read(ref bytesDownstream);

    internal long Opened()
    {
        Interlocked.Increment(ref open);
        return Interlocked.Increment(ref accepted);
    }

    internal void Ended() => Interlocked.Decrement(ref open);

    internal void Refused() => Interlocked.Increment(ref upstreamRefused);

    internal void Fail() => Interlocked.Increment(ref failed);

    internal void AcceptFailed() => Interlocked.Increment(ref acceptErrors);

    internal void Received(ToxicStream stream, int bytes) =>
        Interlocked.Add(ref stream == ToxicStream.Upstream ? ref receivedUpstream : ref receivedDownstream, bytes);

    internal void Passed(ToxicStream stream, int bytes) =>
        Interlocked.Add(ref stream == ToxicStream.Upstream ? ref bytesUpstream : ref bytesDownstream, bytes);
}
