using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>The proxies of this process: they end with it, and their toxics with them.</summary>
/// <param name="set">The data plane.</param>
public sealed class EmbeddedProxies(ProxySet set) : IProxies
{
    /// <inheritdoc/>
    public Uri? Server => null;

    /// <inheritdoc/>
    public Task Open(ProxyLink link, RunScope scope, CancellationToken ct) => set.AddAsync(new ProxyOptions { Name = link.Name, Listen = link.Listen, Upstream = link.Upstream }, ct);

    /// <inheritdoc/>
    public Task<string?> Refusal(string proxy, ToxicKind kind, CancellationToken ct) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task Add(string proxy, Toxic toxic, CancellationToken ct)
    {
        Opened(proxy).AddToxic(toxic);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool?> Has(string proxy, string toxic, CancellationToken ct) => Task.FromResult(set.Find(proxy)?.Toxics.Any(t => t.Name == toxic));

    /// <inheritdoc/>
    public Task<string?> Remove(string proxy, string toxic, CancellationToken ct)
    {
        set.Find(proxy)?.RemoveToxic(toxic);
        return Task.FromResult<string?>(null);
    }

    /// <inheritdoc/>
    public Task<bool?> IsEnabled(string proxy, CancellationToken ct) => Task.FromResult(set.Find(proxy)?.IsEnabled);

    /// <inheritdoc/>
    public Task Disable(string proxy, TimeSpan? ttl, CancellationToken ct) => Opened(proxy).ChangeAsync(new ProxyChange { Enabled = false, Ttl = ttl }, ct);

    /// <inheritdoc/>
    public async Task Enable(string proxy, CancellationToken ct)
    {
        try
        {
            if (set.Find(proxy) is { IsEnabled: false } off) await off.ChangeAsync(new ProxyChange { Enabled = true }, ct).ConfigureAwait(false);
        }
        catch (ProxyException e) when (e.Kind != ProxyErrorKind.Closed)
        {
            throw new FaultException(e.Message.TrimEnd('.'));
        }
    }

    /// <summary>Nobody else could have switched it off.</summary>
    public bool IsDown(string proxy) => set.Find(proxy) is { IsEnabled: false };

    /// <inheritdoc/>
    public ToxicShare? ShareOf(string proxy, string toxic) => set.Find(proxy)?.CountersOf(toxic) is { } counters ? new ToxicShare(counters.Seen, counters.Hit) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Close(RunScope scope)
    {
        await set.DisposeAsync().ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => set.DisposeAsync();

    private Proxy.Proxy Opened(string name) => set.Find(name) ?? throw new FaultException($"the proxy {name} was not opened by this run");
}
