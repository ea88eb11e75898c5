using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Harness.Protocols.Loops;

/// <summary>A connection by the framework's sockets, with TLS where it is wanted: what works on every system. What completes elsewhere comes back to the loop.</summary>
internal sealed class StreamWire(EventLoop loop, IWireUser user, WireOptions options) : Wire
{
    private readonly CancellationTokenSource over = new();
    private Socket? socket;
    private Stream? stream;
    private bool isOver;

    public override void Connect(IPEndPoint peer) => loop.Post(_ => Live(peer), null);

    /// <summary>From connecting to the end; everything it throws becomes data.</summary>
    private void Live(IPEndPoint peer)
    {
        if (isOver) return;
        _ = Work(peer);
    }

    private async Task Work(IPEndPoint peer)
    {
        try
        {
            await Open(peer);
            await Read();
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            Fail(e);
        }
        finally
        {
            // Here, where nothing is read any more: TLS holds memory of the system, which a stream that is only forgotten gives back at some collection.
            // It says no farewell, which would wait for the peer.
            if (stream is not null) await stream.DisposeAsync();
        }
    }

    private async Task Open(IPEndPoint peer)
    {
        var began = loop.GetTimestamp();
        socket = new Socket(peer.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (options.Bind is { } own) socket.Bind(new IPEndPoint(own, 0));
        await socket.ConnectAsync(peer, over.Token);
        Descriptors.Check(socket);
        var connected = loop.GetTimestamp();
        stream = new NetworkStream(socket, ownsSocket: true);
        if (options.Tls is { } tls)
        {
            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(tls, over.Token);
        }
        if (!isOver) user.Connected(connected - began, options.Tls is null ? 0 : loop.GetTimestamp() - connected);
    }

    private async Task Read()
    {
        var buffer = new byte[BufferBytes];
        for (var inARow = 0; !isOver;)
        {
            var reading = stream!.ReadAsync(buffer, over.Token);
            inARow = reading.IsCompleted ? inARow + 1 : 0;
            var came = await reading;
            if (isOver) return;
            user.Received(buffer.AsSpan(0, came));
            if (came == 0) return;
            // A peer that sends faster than this reads must not keep the loop from everybody else.
            if (inARow % MostReads == MostReads - 1) await loop.Yield().ConfigureAwait(false);
        }
    }

    private const int BufferBytes = 8_192;
    private const int MostReads = 16;

    public override bool Send(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var sending = stream!.WriteAsync(bytes, over.Token);
            if (sending.IsCompletedSuccessfully) return true;
            _ = Finish(sending);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            Fail(e);
        }
        return false;
    }

    private async Task Finish(ValueTask sending)
    {
        try
        {
            await sending;
            if (!isOver) user.Sent();
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            Fail(e);
        }
    }

    /// <summary>Told later: what fails at once must not be heard of inside the call that began it.</summary>
    private void Fail(Exception e) => loop.Post(_ =>
    {
        if (isOver) return;
        Dispose();
        var root = e.GetBaseException();
        if (root is SocketException reason) user.Failed(SocketErrors.Classify(reason.SocketErrorCode, isConnected: stream is not null), SocketErrors.Message(reason.SocketErrorCode));
        else user.Failed(e is AuthenticationException ? TransportError.Tls : root is IOException ? TransportError.Reset : TransportError.Other, root.Message);
    }, null);

    public override void Dispose()
    {
        if (isOver) return;
        isOver = true;
        over.Cancel();
        // What reads and writes ends with it.
        socket?.Dispose();
        over.Dispose();
    }
}
