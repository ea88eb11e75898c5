using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>A bound socket and the loop that accepts from it until it is disposed of, whatever goes wrong in between.</summary>
internal sealed class Listener : IAsyncDisposable
{
    /// <summary>Connections the kernel may queue before they are accepted; it caps this at net.core.somaxconn.</summary>
    private const int Backlog = 4096;

    // As Go's net/http server does it: 5 ms after the first failure, doubled up to 1 s.
    private static readonly TimeSpan firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan longestPause = TimeSpan.FromSeconds(1);

    private readonly Socket socket;
    private readonly TimeProvider time;
    private readonly Action<Socket> accepted;
    private readonly Action failed;
    private readonly CancellationTokenSource stop = new();
    private Task loop = Task.CompletedTask;

    private Listener(Socket socket, TimeProvider time, Action<Socket> accepted, Action failed)
    {
        this.socket = socket;
        this.time = time;
        this.accepted = accepted;
        this.failed = failed;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, the port filled in.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Binds and listens; nothing is accepted before <see cref="Start"/>, but clients can already queue.</summary>
    public static Listener Bind(IPEndPoint endPoint, string where, TimeProvider time, Action<Socket> accepted, Action failed)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Every address of this machine is those of IPv4 too; by itself .NET would listen on those of IPv6 only.
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return new(socket, time, accepted, failed);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            var right = failure.SocketErrorCode == SocketError.AddressAlreadyInUse
                ? "the address is already in use; free it, take another port, or port 0 for any free one"
                : failure.Message + "; give an address of this machine and a port it may use";
            throw new ProxyException(ProxyErrorKind.CannotListen, $"{where}: cannot listen on {endPoint}: {right}.", failure, endPoint.ToString());
        }
    }

    public void Start() => loop = AcceptAsync();

    /// <summary>Closes the socket, so that clients are refused from now on, and waits until the loop has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Dispose();
        await loop;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        var pause = firstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                accepted(await socket.AcceptAsync(stop.Token));
                pause = firstPause;
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            // Whatever it was (no handle free, an aborted connection), the next client must not suffer: it becomes a count.
            catch (Exception)
            {
                failed();
                await PauseAsync(pause);
                pause = pause * 2 < longestPause ? pause * 2 : longestPause;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause) =>
        await Task.Delay(pause, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
