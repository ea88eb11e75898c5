using System.Net;
using System.Net.Sockets;

namespace Harness.Integration.Tests.SampleShop;

/// <summary>A TCP proxy that resets a share of its connections as soon as they are made.</summary>
internal sealed class FlakyLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random = new(30);
    private readonly int _upstreamPort;
    private readonly Task _accepting;

    public FlakyLink(int upstreamPort)
    {
        _upstreamPort = upstreamPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>From 0, none, to 1, all.</summary>
    public double ResetShare { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                connections.Add(ServeAsync(client, reset: _random.NextDouble() < ResetShare));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client, bool reset)
    {
        using var near = client;
        if (reset)
        {
            near.Client.LingerState = new LingerOption(enable: true, seconds: 0); // close() then sends RST
            return;
        }

        try
        {
            using var far = new TcpClient();
            await far.ConnectAsync(IPAddress.Loopback, _upstreamPort, _stop.Token);
            await Task.WhenAll(PipeAsync(near, far), PipeAsync(far, near));
        }
        catch (Exception broken) when (broken is SocketException or IOException or OperationCanceledException)
        {
            // The connection is over, which is all that a link can know.
        }
    }

    private async Task PipeAsync(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream(), _stop.Token);
        to.Client.Shutdown(SocketShutdown.Send);
    }
}
