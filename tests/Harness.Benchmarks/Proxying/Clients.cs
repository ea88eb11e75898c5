using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Harness.Benchmarks.Proxying;

/// <summary>What is done through a proxy, and past it.</summary>
internal static class Clients
{
    private const int BufferBytes = 256 * 1024, AtOnce = 64;

    private static readonly byte[] s_request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

    /// <summary>The median time of a small HTTP request, one after the other on one connection, in microseconds.</summary>
    public static double MedianMicroseconds(IPEndPoint address, int count)
    {
        using var socket = Connect(address);
        var buffer = new byte[4096];
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            socket.Send(s_request);
            if (socket.Receive(buffer) == 0) throw new BenchmarkException($"{address} closed the connection");
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[count / 2];
    }

    /// <summary>Reads for so long, after a pause in which it gets going; gives bytes and seconds.</summary>
    public static async Task<(long Bytes, double Seconds)> Read(IPEndPoint address, TimeSpan pause, TimeSpan length, Action started, CancellationToken ct)
    {
        using var socket = Connect(address);
        var buffer = new byte[BufferBytes];
        await ReadFor(socket, buffer, pause, ct);
        started();
        return await ReadFor(socket, buffer, length, ct);
    }

    /// <summary>So many open connections, each of which has been used.</summary>
    public static async Task<IReadOnlyList<Socket>> Crowd(IPEndPoint address, int count, CancellationToken ct)
    {
        var sockets = new Socket[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, token) =>
        {
            sockets[i] = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await sockets[i].ConnectAsync(address, token);
            await sockets[i].SendAsync(new byte[1], token);
            if (await sockets[i].ReceiveAsync(new byte[1], token) == 0) throw new BenchmarkException($"connection {i:N0} of {count:N0} was closed");
        });
        return sockets;
    }

    private static Socket Connect(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(address);
        return socket;
    }

    private static async Task<(long Bytes, double Seconds)> ReadFor(Socket socket, byte[] buffer, TimeSpan length, CancellationToken ct)
    {
        var (bytes, started) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            var count = await socket.ReceiveAsync(buffer, ct);
            if (count == 0) throw new BenchmarkException("the connection was closed while it was read from");
            bytes += count;
        }
        return (bytes, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
