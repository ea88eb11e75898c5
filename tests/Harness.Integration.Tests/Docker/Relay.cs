using System.Net.Sockets;

namespace Harness.Integration.Tests.Docker;

/// <summary>A socket that leads to the engine, and can be taken away: what an engine that restarts looks like from outside.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private const string EngineSocket = "/var/run/docker.sock";

    private readonly string folder = Directory.CreateTempSubdirectory("harness-relay-").FullName;
    private readonly List<Socket> open = [];
    private readonly List<Task> passing = [];
    private readonly string? before = Environment.GetEnvironmentVariable("DOCKER_HOST");
    private Socket? listener;

    /// <summary>Opens it, and has every engine that is looked up from now on found here.</summary>
    public Relay()
    {
        Open();
        Environment.SetEnvironmentVariable("DOCKER_HOST", "unix://" + Path);
    }

    private string Path => System.IO.Path.Combine(folder, "engine.sock");

    /// <summary>The engine is there.</summary>
    public void Open()
    {
        listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path));
        listener.Listen(16);
        passing.Add(Accept(listener));
    }

    /// <summary>The engine is away: its connections are cut, and its socket is gone.</summary>
    public void Close()
    {
        listener?.Dispose();
        File.Delete(Path);
        lock (open)
        {
            open.ForEach(socket => socket.Dispose());
            open.Clear();
        }
    }

    private async Task Accept(Socket from)
    {
        try
        {
            while (true)
            {
                var near = await from.AcceptAsync();
                var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await far.ConnectAsync(new UnixDomainSocketEndPoint(EngineSocket));
                lock (open) open.AddRange([near, far]);
                passing.AddRange([Pass(near, far), Pass(far, near)]);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private static async Task Pass(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count) await to.SendAsync(buffer.AsMemory(0, count));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other is told below or was cut.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("DOCKER_HOST", before);
        Close();
        await Task.WhenAny(Task.WhenAll(passing), Task.Delay(TimeSpan.FromSeconds(5)));
        Directory.Delete(folder, recursive: true);
    }
}
