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
    public Task Add(string proxy, Toxic toxic, CancellationToken ct)
    {
        (set.Find(proxy) ?? throw new FaultException($"the proxy {proxy} was not opened by this run")).AddToxic(toxic);
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
    public ToxicShare? ShareOf(string proxy, string toxic) => set.Find(proxy)?.CountersOf(toxic) is { } counters ? new ToxicShare(counters.Seen, counters.Hit) : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> Close(RunScope scope)
    {
        await set.DisposeAsync().ConfigureAwait(false);
        return [];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => set.DisposeAsync();
}
