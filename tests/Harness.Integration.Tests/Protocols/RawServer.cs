using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harness.Integration.Tests.Protocols;

/// <summary>A server that does with each connection what a test says, and knows who came.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly Func<Socket, int, CancellationToken, Task> handle;
    private readonly CancellationTokenSource over = new();
    private readonly ConcurrentQueue<Task> handling = new();
    private readonly Task accepting;
    private int accepted, open, mostOpen;

    /// <param name="handle">Does with a connection, numbered from 0, whatever it does; then the connection is closed.</param>
    /// <param name="address">Where it listens; null for 127.0.0.1.</param>
    public RawServer(Func<Socket, int, CancellationToken, Task> handle, IPAddress? address = null)
    {
        this.handle = handle;
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start(512);
        accepting = Accept();
    }

    /// <summary>A server that answers every request with the same bytes.</summary>
    public static RawServer Answering(string response, IPAddress? address = null) => new(async (socket, _, ct) =>
    {
        while (await ReadRequest(socket, ct) is not null) await Send(socket, response, ct);
    }, address);

    /// <summary>A server that answers with what the request was.</summary>
    public static RawServer Echo(IPAddress? address = null) => new(async (socket, _, ct) =>
    {
        while (await ReadRequest(socket, ct) is { } request)
            await Send(socket, $"HTTP/1.1 200 OK\r\nContent-Length: {request.Length}\r\n\r\n{request}", ct);
    }, address);

    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public int Port => EndPoint.Port;

    public string Url => $"http://{EndPoint}/";

    /// <summary>Connections that came.</summary>
    public int Accepted => Volatile.Read(ref accepted);

    /// <summary>The most that were open at once.</summary>
    public int MostOpen => Volatile.Read(ref mostOpen);

    /// <summary>Where they came from.</summary>
    public ConcurrentQueue<IPAddress> Peers { get; } = new();

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(over.Token);
                mostOpen = Math.Max(mostOpen, Interlocked.Increment(ref open));
                handling.Enqueue(Handle(socket, Interlocked.Increment(ref accepted) - 1));
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    private async Task Handle(Socket socket, int number)
    {
        await Task.Yield();
        try
        {
            // A client that is gone already has no address.
            socket.NoDelay = true;
            Peers.Enqueue(((IPEndPoint)socket.RemoteEndPoint!).Address);
            await handle(socket, number, over.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
        Interlocked.Decrement(ref open);
        socket.Dispose();
    }

    /// <summary>The next request with its body, or null where the client closed.</summary>
    public static async Task<string?> ReadRequest(Socket socket, CancellationToken ct)
    {
        var buffer = new byte[65_536];
        var text = new StringBuilder();
        var (bodyAt, length) = (-1, 0);
        while (bodyAt < 0 || text.Length < bodyAt + length)
        {
            var came = await socket.ReceiveAsync(buffer, ct);
            if (came == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, came));
            if (bodyAt >= 0 || text.ToString() is var head && head.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var end && end < 0) continue;
            bodyAt = end + 4;
            var at = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
            length = at < 0 || at > end ? 0 : int.Parse(head[(at + 16)..head.IndexOf('\r', at)], System.Globalization.CultureInfo.InvariantCulture);
        }
        return text.ToString();
    }

    public static Task Send(Socket socket, string text, CancellationToken ct) => Send(socket, Encoding.Latin1.GetBytes(text), ct);

    public static async Task Send(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, ct)..];
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        await accepting;
        await Task.WhenAll(handling);
        over.Dispose();
    }
}
