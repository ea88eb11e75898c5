using System.Net;
using System.Net.Sockets;

namespace Harness.Integration.Tests.Protocols;

/// <summary>A listener whose backlog is full: the system answers no further connection.</summary>
internal sealed class FullListener : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> waiting = [];

    public FullListener()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        for (var isFull = false; !isFull; isFull = !waiting[^1].Connected)
        {
            waiting.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            _ = waiting[^1].ConnectAsync(EndPoint);
            Thread.Sleep(50);
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndPoint!;

    public string Url => $"http://{EndPoint}/";

    public void Dispose()
    {
        foreach (var socket in waiting) socket.Dispose();
        listener.Dispose();
    }
}
