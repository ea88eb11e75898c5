namespace Harness.Proxy;

/// <summary>All proxies of one process, by name. Safe to use from any thread.</summary>
public sealed class ProxySet : IAsyncDisposable
{
    private readonly TimeProvider time;
    private readonly PreciseTime? preciseTime;
    private readonly int seed;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Proxy> proxies = new(StringComparer.Ordinal);
    private bool closed;

    /// <summary>A set without proxies.</summary>
    /// <param name="time">The clock of every delay. For <see cref="TimeProvider.System"/> the set has its own, more exact timers.</param>
    /// <param name="seed">What the draws of toxicity and jitter start from: the same seed, names and order of connections repeat them.</param>
    public ProxySet(TimeProvider time, int seed)
    {
        preciseTime = time == TimeProvider.System ? new() : null;
        this.time = preciseTime ?? time;
        this.seed = seed;
    }

    /// <summary>The proxies there are now, a copy ordered by name.</summary>
    public IReadOnlyCollection<Proxy> All
    {
        get
        {
            lock (gate)
                return [.. proxies.Values.OrderBy(proxy => proxy.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Binds a proxy and starts accepting; when it returns, clients can connect.</summary>
    /// <exception cref="ProxyException">The name is empty or taken, an address is malformed, or the listening address cannot be had.</exception>
    public Task<Proxy> AddAsync(ProxyOptions options, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        ct.ThrowIfCancellationRequested();
        if (string.IsNullOrWhiteSpace(options.Name))
            throw new ProxyException(ProxyErrorKind.NameMissing, $"The proxy listening on '{options.Listen}' has no name: give it one.");
        lock (gate)
        {
            if (closed)
                throw new ProxyException(ProxyErrorKind.Closed, $"Proxy '{options.Name}' cannot be added: its set has been disposed of.");
            if (proxies.ContainsKey(options.Name))
                throw new ProxyException(ProxyErrorKind.NameTaken, $"Proxy '{options.Name}' already exists: take another name, or remove it first.");
            var proxy = new Proxy(options, time, seed, Forget);
            proxies.Add(proxy.Name, proxy);
            return Task.FromResult(proxy);
        }
    }

    /// <summary>The proxy of that name, or null.</summary>
    public Proxy? Find(string name)
    {
        lock (gate)
            return proxies.GetValueOrDefault(name);
    }

    /// <summary>
    /// Closes a proxy's listener and connections, as <see cref="Proxy.DisposeAsync"/> does. If there is none of that name it does
    /// nothing. Cancelling stops the wait, not the closing.
    /// </summary>
    public Task RemoveAsync(string name, CancellationToken ct) =>
        Find(name) is { } proxy ? proxy.DisposeAsync().AsTask().WaitAsync(ct) : Task.CompletedTask;

    /// <summary>Takes off all toxics of all proxies, and enables those that are not.</summary>
    /// <exception cref="ProxyException">One cannot be enabled; the others are.</exception>
    public async Task ResetAsync(CancellationToken ct)
    {
        ProxyException? failed = null;
        foreach (var proxy in All)
        {
            proxy.RemoveToxics();
            try
            {
                await proxy.ChangeAsync(new ProxyChange { Enabled = true }, ct);
            }
            catch (ProxyException e)
            {
                if (e.Kind != ProxyErrorKind.Closed) failed ??= e;
            }
        }

        if (failed is not null)
            throw failed;
    }

    /// <summary>Removes every proxy; adding one afterwards is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
            closed = true;
        await Task.WhenAll(All.Select(proxy => proxy.DisposeAsync().AsTask()));
        preciseTime?.Dispose();
    }

    private void Forget(Proxy proxy)
    {
        lock (gate)
            if (proxies.GetValueOrDefault(proxy.Name) == proxy)
                proxies.Remove(proxy.Name);
    }
}
