using System.Net;

namespace Harness.Proxy;

/// <summary>
/// One listening address whose connections are passed on to one upstream, with toxics in between. Half-closing works: a side that
/// shuts down its sending still gets its answer; a side's reset is passed on as a reset. Safe to use from any thread.
/// </summary>
public sealed class Proxy : IAsyncDisposable
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(1), again = TimeSpan.FromSeconds(1);

    private readonly string where;
    private readonly TimeProvider time;
    private readonly TimeSpan connectTimeout;
    private readonly Action<Proxy> closed;
    private readonly ToxicSet toxics;
    private readonly SemaphoreSlim changing = new(1);
    private readonly Lock gate = new();
    private volatile Service? service;
    private ITimer? expiry;
    private int expiries;
    private volatile Addresses addresses;
    private Task? closing;
    private bool isClosed;

    internal Proxy(ProxyOptions options, TimeProvider time, int seed, Action<Proxy> closed)
    {
        Name = options.Name;
        this.time = time;
        this.closed = closed;
        where = $"Proxy '{Name}'";
        connectTimeout = new[] { TimeSpan.FromMilliseconds(1), options.ConnectTimeout, longest }.Order().ElementAt(1);
        addresses = new(options.Upstream, ReadUpstream(options.Upstream), options.Listen, ReadListen(options.Listen));
        toxics = new ToxicSet(Name, time, seed);
        foreach (var toxic in options.Toxics)
            toxics.Add(toxic);
        if (options.Enabled)
            Start(Bind(addresses), addresses);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Whether it listens.</summary>
    public bool IsEnabled => service is not null;

    /// <summary>Where it listens, with the port it was given if port 0 was asked for; where it would, while it is not enabled.</summary>
    public IPEndPoint Listen => addresses.Listen;

    /// <summary>The address it listens on, resolved; as it was asked for until it was enabled for the first time.</summary>
    public string ListenText => addresses.ListenText;

    /// <summary>Where connections go, as written in <see cref="ProxyOptions.Upstream"/>.</summary>
    public string Upstream => addresses.Upstream;

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
    /// Enables, disables or moves it. When this returns, clients are accepted at the new address, or refused, and all connections from before are closed.
    /// Its toxics stay. A change that changes nothing closes none.
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
            var next = addresses;
            if (change.Upstream is { } upstream && upstream != next.Upstream)
                next = next with { Upstream = upstream, Dial = ReadUpstream(upstream) };
            if (change.Listen is { } listen && !IsAt(listen))
                next = next with { ListenText = listen, Listen = ReadListen(listen) };
            if (!(change.Enabled ?? IsEnabled))
                await StopAsync();
            else if (!IsEnabled || next != addresses)
                await MoveAsync(next);
            addresses = IsEnabled ? addresses : next;
            if (IsEnabled || change.Enabled == false)
                Expire(IsEnabled ? null : change.Ttl);
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

    private Service Bind(Addresses to) => new(where, to.Listen, to.Dial, connectTimeout, toxics, Counters, time);

    private void Start(Service bound, Addresses to)
    {
        addresses = to with { ListenText = bound.EndPoint.ToString(), Listen = bound.EndPoint };
        service = bound;
        bound.Start();
    }

    private async Task MoveAsync(Addresses next)
    {
        // A port cannot be had twice: of its own it has to let go first. Any other is had before anybody connected notices, or not at all.
        var letsGo = IsEnabled && next.Listen.Port == addresses.Listen.Port;
        if (letsGo)
            await StopAsync();
        Service bound;
        try
        {
            bound = Bind(next);
        }
        catch (ProxyException) when (letsGo)
        {
            // Its own address was free until a moment ago; where somebody took it in that moment, that is what the caller must hear.
            StartAgain();
            throw;
        }

        await StopAsync();
        Start(bound, next);
    }

    private void StartAgain()
    {
        try
        {
            Start(Bind(addresses), addresses);
        }
        catch (ProxyException)
        {
            Expire(again);
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
    public bool IsAt(string address) => address == ListenText || ReadListen(address).Equals(Listen);

    private IPEndPoint ReadListen(string text) => HostPort.Parse(text, minPort: 0, where + ", listen").ToListenEndPoint(where + ", listen");

    private EndPoint ReadUpstream(string text) => HostPort.Parse(text, minPort: 1, where + ", upstream").ToDialEndPoint();

    // While it is being changed, or before anybody has it.
    private void Expire(TimeSpan? ttl)
    {
        expiry?.Dispose();
        var number = ++expiries;
        expiry = ttl is not { } after ? null
            : time.CreateTimer(_ => _ = Enable(number), null, after < TimeSpan.Zero ? TimeSpan.Zero : after > longest ? longest : after, Timeout.InfiniteTimeSpan);
    }

    private async Task Enable(int number)
    {
        await changing.WaitAsync();
        try
        {
            // It may have been switched on, or off for another while, in the moment this was on its way.
            if (number != expiries || isClosed || IsEnabled)
                return;
            await MoveAsync(addresses);
            Expire(null);
        }
        catch (ProxyException)
        {
            // Somebody has its address: nobody is left to be told, and it must not stay off for that.
            Expire(again);
        }
        finally
        {
            changing.Release();
        }
    }

    /// <summary>Where it listens and what it dials, as written and as read.</summary>
    private sealed record Addresses(string Upstream, EndPoint Dial, string ListenText, IPEndPoint Listen);
}
