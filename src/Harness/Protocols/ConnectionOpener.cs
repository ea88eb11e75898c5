using System.Net;
using System.Net.Sockets;
using Harness.Plans;

namespace Harness.Protocols;

/// <summary>Opens connections for the HTTP client and measures how long that takes; what the connection carries is watched.</summary>
internal sealed class ConnectionOpener(TimeProvider time, ConnectionPlan plan)
{
    /// <summary>What a request that made the client open a connection carries from the first callback to the second.</summary>
    private static readonly HttpRequestOptionsKey<Opened> Key = new("harness.opened");

    private int open;

    /// <summary>Connections that are open now.</summary>
    public int Open => Volatile.Read(ref open);

    /// <summary>What a request that made the client open a connection knows of it: what connecting and TLS took, and when that was over.</summary>
    public sealed record Opened(TimeSpan Connecting, TimeSpan TlsHandshaking, long Timestamp);

    /// <summary>The connection that a request made the client open, or null.</summary>
    public static Opened? By(HttpRequestMessage request) => request.Options.TryGetValue(Key, out var opened) ? opened : null;

    /// <summary>Looks the host up and connects.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        // An address of the other kind than is wanted is as good as none.
        if (plan.Reachable != AddressFamily.Unspecified && IPAddress.TryParse(context.DnsEndPoint.Host, out var written) && written.AddressFamily != plan.Reachable) throw new SocketException((int)SocketError.NoData);
        var socket = plan.Reachable == AddressFamily.Unspecified ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(plan.Reachable, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        try
        {
            if (plan.Bind is { } own) socket.Bind(new IPEndPoint(own, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct).ConfigureAwait(false);
            Loops.Descriptors.Check(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        var ended = time.GetTimestamp();
        context.InitialRequestMessage.Options.Set(Key, new(time.GetElapsedTime(began, ended), TimeSpan.Zero, ended));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Takes over when plain text can flow: right away, or when TLS was agreed on.</summary>
    public ValueTask<Stream> Watch(SocketsHttpPlaintextStreamFilterContext context, CancellationToken ct)
    {
        // Not before: what TLS could not be agreed on for is closed without a word to anybody here.
        Interlocked.Increment(ref open);
        if (By(context.InitialRequestMessage) is not { } opened) return ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream, time, TimeSpan.Zero, TimeSpan.Zero, Closed));
        if (context.PlaintextStream is not NetworkStream)
        {
            var agreed = time.GetTimestamp();
            opened = opened with { TlsHandshaking = time.GetElapsedTime(opened.Timestamp, agreed), Timestamp = agreed };
            context.InitialRequestMessage.Options.Set(Key, opened);
        }
        return ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream, time, opened.Connecting, opened.TlsHandshaking, Closed));
    }

    private void Closed() => Interlocked.Decrement(ref open);
}
