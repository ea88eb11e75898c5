using System.Net;

namespace Harness.Proxy;

/// <summary>
/// One listening address whose connections are passed on to one upstream, with toxics in between. Half-closing works: a side that
/// shuts down its sending still gets its answer; a side's reset is passed on as a reset. Safe to use from any thread.
/// </summary>
public sealed class Proxy : IAsyncDisposable
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    private readonly string where;
    private readonly TimeProvider time;
    private readonly TimeSpan connectTimeout;
    private readonly Action<Proxy> closed;
    private readonly ToxicSet toxics;
    private readonly SemaphoreSlim changing = new(1);
    private readonly Lock gate = new();
    private volatile Service? service;
    private ITimer? expiry;
    private IPEndPoint listen;
    private EndPoint dial;
    private Task? closing;
    private bool isClosed;

    internal Proxy(ProxyOptions options, TimeProvider time, int seed, Action<Proxy> closed)
    {
        Name = options.Name;
        this.time = time;
        this.closed = closed;
        where = $"Proxy '{Name}'";
        connectTimeout = new[] { TimeSpan.FromMilliseconds(1), options.ConnectTimeout, longest }.Order().ElementAt(1);
        (Upstream, dial) = ReadUpstream(options.Upstream);
        (ListenText, listen) = ReadListen(options.Listen);
        toxics = new ToxicSet(Name, time, seed);
        foreach (var toxic in options.Toxics)
            toxics.Add(toxic);
        if (options.Enabled)
            Start();
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it listens.</summary>
    public bool IsEnabled => service is not null;

    /// <summary>Where it listens, with the port it was given if port 0 was asked for; where it would, while it is not enabled.</summary>
    public IPEndPoint Listen => service?.EndPoint ?? listen;

    /// <summary>The address it listens on, resolved; as it was asked for until it was enabled for the first time.</summary>
    public string ListenText { get; private set; }

    /// <summary>Where connections go, as written in <see cref="ProxyOptions.Upstream"/>.</summary>
    public string Upstream { get; private set; }

    /// <summary>What has gone through it, live.</summary>
    public ProxyCounters Counters { get; } = new();

    /// <summary>The toxics that are on, in the order in which they were added, which is their order along each stream.</summary>
    public IReadOnlyList<Toxic> Toxics => toxics.All;

    /// <summary>
    /// Puts a toxic at the end of its stream, for connections to come and, when this returns, for all that are open: what they
    /// receive from now on passes through it. No byte already received is lost.
    /// </summary>
    /// <exception cref="ProxyException">The name is empty, or a toxic of that name is on, on either stream.</exception>
    public void AddToxic(Toxic toxic) => toxics.Add(toxic);

    /// <summary>
    /// Changes a toxic, for connections to come and for all that are open: what it holds back of data stays held back as long as it was to be, and what it
    /// counts goes on. A changed toxicity is compared with the same draw of each connection.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="change">Gives the changed toxic, of the same kind, name and stream.</param>
    /// <returns>What it is now, or null if there is none of that name.</returns>
    public Toxic? ChangeToxic(string name, Func<Toxic, Toxic> change) => toxics.Change(name, change);

    /// <summary>
    /// Takes a toxic off, for connections to come and for all that are open. What it holds back is released at once; a connection
    /// whose data it has thrown away is ended as that toxic would have ended it. False if there is none of that name.
    /// </summary>
    public bool RemoveToxic(string name) => toxics.Remove(name);

    /// <summary>Takes all toxics off, one after the other.</summary>
    public void RemoveToxics() => toxics.Clear();

    /// <summary>
    /// The counts of a toxic that is on, live, or null if there is none of that name. What is returned stays readable, and keeps its
    /// last values, after the toxic has been removed.
    /// </summary>
    public ToxicCounters? CountersOf(string toxicName) => toxics.CountersOf(toxicName);

    /// <summary>
    /// Enables, disables or moves it. When this returns, clients are accepted at the new address, or refused. Its toxics stay.
    /// </summary>
    /// <exception cref="ProxyException">An address is malformed or cannot be had: the proxy is as it was. Or it has been removed.</exception>
    public async Task ChangeAsync(ProxyChange change, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(change);
        await changing.WaitAsync(ct);
        try
        {
            if (isClosed)
                throw new ProxyException(ProxyErrorKind.Closed, $"{where} has been removed.");
            var (upstreamText, upstreamAddress) = change.Upstream is { } upstream ? ReadUpstream(upstream) : (Upstream, dial);
            var (listenText, listenAddress) = change.Listen is { } address && !IsAt(address) ? ReadListen(address) : (ListenText, listen);
            var isMoved = upstreamText != Upstream || !listenAddress.Equals(listen);
            var isEnabled = change.Enabled ?? IsEnabled;
            var before = (IsEnabled, Upstream, dial, ListenText, listen);
            if (isMoved || !isEnabled)
                await StopAsync();
            (Upstream, dial, ListenText, listen) = (upstreamText, upstreamAddress, listenText, listenAddress);
            if (isEnabled && !IsEnabled)
                StartOr(before);
            Expire(isEnabled ? null : change.Ttl);
        }
        finally
        {
            changing.Release();
        }
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
        await changing.WaitAsync();
        try
        {
            isClosed = true;
            Expire(null);
            await StopAsync();
            toxics.Dispose();
        }
        finally
        {
            changing.Release();
        }

        closed(this);
    }

    private void Start()
    {
        service = new Service(where, listen, dial, connectTimeout, toxics, Counters, time);
        listen = service.EndPoint;
        ListenText = listen.ToString();
    }

    private void StartOr((bool IsEnabled, string Upstream, EndPoint Dial, string ListenText, IPEndPoint Listen) before)
    {
        try
        {
            Start();
        }
        catch (ProxyException)
        {
            (Upstream, dial, ListenText, listen) = (before.Upstream, before.Dial, before.ListenText, before.Listen);
            // Its own address was free until a moment ago; where somebody took it in that moment, that is what the caller must hear.
            if (before.IsEnabled)
                Start();
            throw;
        }
    }

    private async Task StopAsync()
    {
        if (service is not { } running)
            return;
        service = null;
        await running.DisposeAsync();
    }

    /// <summary>True for the address it has, however it is written.</summary>
    /// <exception cref="ProxyException">It is malformed.</exception>
    public bool IsAt(string address) => address == ListenText || ReadListen(address).Address.Equals(listen);

    private (string Text, IPEndPoint Address) ReadListen(string text) =>
        (text, HostPort.Parse(text, minPort: 0, where + ", listen").ToListenEndPoint(where + ", listen"));

    private (string Text, EndPoint Address) ReadUpstream(string text) => (text, HostPort.Parse(text, minPort: 1, where + ", upstream").ToDialEndPoint());

    private void Expire(TimeSpan? ttl)
    {
        expiry?.Dispose();
        expiry = ttl is not { } after ? null
            : time.CreateTimer(_ => _ = Enable(), null, after < TimeSpan.Zero ? TimeSpan.Zero : after > longest ? longest : after, Timeout.InfiniteTimeSpan);
    }

    private async Task Enable()
    {
        try
        {
            if (!IsEnabled)
                await ChangeAsync(new ProxyChange { Enabled = true }, CancellationToken.None);
        }
        catch (ProxyException)
        {
            // Removed meanwhile, or its address was taken: nobody is left to be told, and it stays as disabled as it was.
        }
    }
}
