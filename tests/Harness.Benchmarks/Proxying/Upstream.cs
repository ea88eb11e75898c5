using System.Net;
using System.Net.Sockets;

namespace Harness.Benchmarks.Proxying;

/// <summary>An upstream in this process that does the same on every connection, until it is disposed of.</summary>
internal sealed class Upstream : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<Socket, Task> handle;
    private readonly Task accepting;

    private Upstream(Func<Socket, Task> handle)
    {
        this.handle = handle;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        accepting = Accept();
    }

    public string Address => listener.LocalEndPoint!.ToString()!;

    /// <summary>Sends back what comes, a few bytes at a time.</summary>
    public static Upstream Echo() => new(async socket =>
    {
        var buffer = new byte[16];
        while (await socket.ReceiveAsync(buffer) is var count and > 0) await socket.SendAsync(buffer.AsMemory(0, count));
    });

    /// <summary>Sends as fast as it can.</summary>
    public static Upstream Flood() => new(async socket =>
    {
        var buffer = new byte[BufferBytes];
        while (true) await socket.SendAsync(buffer);
    });

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Handle(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was disposed of.
        }
    }

    private async Task Handle(Socket socket)
    {
        using (socket)
        {
            try
            {
                await handle(socket);
            }
            catch (SocketException)
            {
                // Its peer has gone, which is how each of these ends.
            }
        }
    }
}
