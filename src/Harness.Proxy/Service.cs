using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>A proxy while it is enabled: it listens, and from <see cref="Start"/> on passes on what comes.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly EndPoint upstream;
    private readonly TimeSpan connectTimeout;
    private readonly ToxicSet toxics;
    private readonly ProxyCounters counters;
    private readonly TimeProvider time;
    private readonly Listener listener;
    private readonly CancellationTokenSource stop = new();

    /// <summary>Binds; clients can already queue.</summary>
    /// <exception cref="ProxyException">The address cannot be had.</exception>
    public Service(string where, IPEndPoint listen, EndPoint upstream, TimeSpan connectTimeout, ToxicSet toxics, ProxyCounters counters, TimeProvider time)
    {
        this.upstream = upstream;
        this.connectTimeout = connectTimeout;
        this.toxics = toxics;
        this.counters = counters;
        this.time = time;
        listener = Listener.Bind(listen, where, time, Accept, counters.AcceptFailed);
    }

    /// <summary>Where it listens, the port filled in.</summary>
    public IPEndPoint EndPoint => listener.EndPoint;

    public void Start() => listener.Start();

    /// <summary>Stops listening, so that clients are refused, closes every connection, and waits for all that.</summary>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        var open = toxics.Connections;
        foreach (var connection in open)
            connection.Close();
        await stop.CancelAsync();
        await Task.WhenAll(open.Select(connection => connection.Completion));
        stop.Dispose();
    }

    private void Accept(Socket client)
    {
        var connection = new Connection(client, counters.Opened(), counters, time);
        toxics.Enter(connection);
        connection.Start(upstream, connectTimeout, Ended, stop.Token);
    }

    private void Ended(Connection connection)
    {
        toxics.Leave(connection);
        counters.Ended();
    }
}
