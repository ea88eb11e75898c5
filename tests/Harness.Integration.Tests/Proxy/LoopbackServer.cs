using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Harness.Integration.Tests.Proxy;

/// <summary>An upstream on loopback that handles each connection by a given function, and then closes it.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<Socket, Task> handle;
    private readonly ConcurrentBag<Socket> accepted = [];
    private readonly ConcurrentBag<Task> handling = [];
    private readonly Task loop;

    public LoopbackServer(Func<Socket, Task> handle)
    {
        this.handle = handle;
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(4096);
        Address = listener.LocalEndPoint!.ToString()!;
        loop = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>Sends back what comes, and closes when the client has shut down.</summary>
    public static LoopbackServer Echo() => new(async socket =>
    {
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer) is var count and > 0)
            await socket.SendAllAsync(buffer.AsMemory(0, count));
    });

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await loop;
        foreach (var socket in accepted)
            socket.Dispose();
        await Task.WhenAll(handling);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                accepted.Add(socket);
                handling.Add(HandleAsync(socket));
            }
        }
        catch (SocketException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
    }

    private async Task HandleAsync(Socket socket)
    {
        try
        {
            await handle(socket);
        }
        catch (SocketException)
        {
        }
        catch (ObjectDisposedException)
        {
        }
        finally
        {
            socket.Dispose();
        }
    }
}
