using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>
/// One listening address whose connections are passed on to one upstream, with toxics in between. Half-closing works: a side that
/// shuts down its sending still gets its answer; a side's reset is passed on as a reset. Safe to use from any thread.
/// </summary>
public sealed class Proxy : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly HashSet<Connection> connections = [];
    private readonly TimeProvider time;
    private readonly int seed;
    private readonly TimeSpan connectTimeout;
    private readonly EndPoint upstream;
    private readonly Action<Proxy> closed;
    private readonly Listener listener;
    private readonly CancellationTokenSource stop = new();
    private ImmutableArray<ActiveToxic> toxics = [];
    private Task? closing;

    internal Proxy(ProxyOptions options, TimeProvider time, int seed, Action<Proxy> closed)
    {
        Name = options.Name;
        Upstream = options.Upstream;
        this.time = time;
        this.seed = seed;
        this.closed = closed;
        var where = $"Proxy '{Name}'";
        upstream = HostPort.Parse(options.Upstream, minPort: 1, where + ", upstream").ToDialEndPoint();
        connectTimeout = new[] { TimeSpan.FromMilliseconds(1), options.ConnectTimeout, TimeSpan.FromDays(1) }.Order().ElementAt(1);
        var endPoint = HostPort.Parse(options.Listen, minPort: 0, where + ", listen").ToListenEndPoint(where + ", listen");
        listener = Listener.Bind(endPoint, where, time, Accept, Counters.AcceptFailed);
        listener.Start();
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where it listens, with the port it was given if port 0 was asked for.</summary>
    public IPEndPoint Listen => listener.EndPoint;

    /// <summary>Where connections go, as written in <see cref="ProxyOptions.Upstream"/>.</summary>
    public string Upstream { get; }

    /// <summary>What has gone through it, live.</summary>
    public ProxyCounters Counters { get; } = new();

    /// <summary>The toxics that are on, in the order in which they were added, which is their order along each stream.</summary>
    public IReadOnlyList<Toxic> Toxics
    {
        get
        {
            lock (gate)
                return [.. toxics.Select(active => active.Toxic)];
        }
    }

    /// <summary>
    /// Puts a toxic at the end of its stream, for connections to come and, when this returns, for all that are open: what they
    /// receive from now on passes through it. No byte already received is lost.
    /// </summary>
    /// <exception cref="ProxyException">The name is empty, or a toxic of that name is on, on either stream.</exception>
    public void AddToxic(Toxic toxic)
    {
        ArgumentNullException.ThrowIfNull(toxic);
        if (string.IsNullOrWhiteSpace(toxic.Name))
            throw new ProxyException(ProxyErrorKind.NameMissing, $"Proxy '{Name}': a {ToxicCatalog.KindOf(toxic).Name} toxic has no name: give it one.");
        lock (gate)
        {
            if (toxics.Any(active => active.Toxic.Name == toxic.Name))
                throw new ProxyException(ProxyErrorKind.NameTaken, $"Proxy '{Name}': toxic '{toxic.Name}' already exists: take another name, or remove it first.");
            var added = new ActiveToxic(toxic, seed, Name);
            toxics = toxics.Add(added);
            foreach (var connection in connections)
                connection.Attach(added);
        }
    }

    /// <summary>
    /// Takes a toxic off, for connections to come and for all that are open. What it holds back is released at once; a connection
    /// whose data it has thrown away is ended as that toxic would have ended it. False if there is none of that name.
    /// </summary>
    public bool RemoveToxic(string name)
    {
        lock (gate)
        {
            var removed = toxics.FirstOrDefault(active => active.Toxic.Name == name);
            if (removed is null)
                return false;
            toxics = toxics.Remove(removed);
            foreach (var connection in connections)
                connection.Detach(removed);
            return true;
        }
    }

    /// <summary>
    /// The counts of a toxic that is on, live, or null if there is none of that name. What is returned stays readable, and keeps its
    /// last values, after the toxic has been removed.
    /// </summary>
    public ToxicCounters? CountersOf(string toxicName)
    {
        lock (gate)
            return toxics.FirstOrDefault(active => active.Toxic.Name == toxicName)?.Counters;
    }

    /// <summary>
    /// Stops listening, so that clients are refused, closes every connection (FIN; what toxics hold back is dropped), waits for
    /// all that, and leaves its set. Doing it again waits for the same.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (gate)
            return new(closing ??= CloseAsync());
    }

    private async Task CloseAsync()
    {
        await Task.Yield();
        await listener.DisposeAsync();
        Connection[] open;
        lock (gate)
            open = [.. connections];
        foreach (var connection in open)
            connection.Close();
        await stop.CancelAsync();
        await Task.WhenAll(open.Select(connection => connection.Completion));
        stop.Dispose();
        closed(this);
    }

    private void Accept(Socket client)
    {
        var connection = new Connection(client, Counters.Opened(), Counters, time);
        lock (gate)
        {
            connections.Add(connection);
            foreach (var toxic in toxics)
                connection.Attach(toxic);
        }

        connection.Start(upstream, connectTimeout, Ended, stop.Token);
    }

    private void Ended(Connection connection)
    {
        lock (gate)
            connections.Remove(connection);
        Counters.Ended();
    }
}
