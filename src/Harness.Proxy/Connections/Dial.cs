using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>Connects to the upstream for one connection.</summary>
internal static class Dial
{
    /// <summary>A connected socket, or null if the upstream refused, cannot be resolved or reached, or did not answer in time.</summary>
    public static async Task<Socket?> ToAsync(EndPoint address, TimeSpan timeout, TimeProvider time, CancellationToken ct)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        var socket = address is IPEndPoint ip
            ? new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(address, either.Token);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }
    }
}
