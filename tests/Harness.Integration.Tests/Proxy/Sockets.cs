using System.Net;
using System.Net.Sockets;

namespace Harness.Integration.Tests.Proxy;

internal static class Sockets
{
    public static async Task<Socket> ConnectAsync(this IPEndPoint endPoint, CancellationToken ct)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, ct);
        return socket;
    }

    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken ct = default)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, ct)..];
    }

    public static async Task<byte[]> ReceiveAsync(this Socket socket, int count, CancellationToken ct)
    {
        var bytes = new byte[count];
        for (var received = 0; received < count;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, ct);
            Assert.NotEqual(0, more);
            received += more;
        }

        return bytes;
    }

    /// <summary>All bytes up to the end of the stream.</summary>
    public static async Task<byte[]> ReceiveAllAsync(this Socket socket, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[32 * 1024];
        while (await socket.ReceiveAsync(buffer, SocketFlags.None, ct) is var count and > 0)
            all.Write(buffer.AsSpan(0, count));
        return all.ToArray();
    }

    /// <summary>Sends bytes and waits for as many to come back.</summary>
    public static async Task<byte[]> AskAsync(this Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await socket.SendAllAsync(bytes, ct);
        return await socket.ReceiveAsync(bytes.Length, ct);
    }

    /// <summary>What receiving ends in: <see cref="SocketError.Success"/> for the end of the stream.</summary>
    public static async Task<SocketError> EndAsync(this Socket socket, CancellationToken ct)
    {
        try
        {
            await socket.ReceiveAllAsync(ct);
            return SocketError.Success;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode;
        }
    }
}
