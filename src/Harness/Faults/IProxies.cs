using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>The proxies that a run's faults act on: the companion's own, or those of a Toxiproxy server. The same faults drive both.</summary>
public interface IProxies : IAsyncDisposable
{
    /// <summary>The server, for ledgers; null for this process's own.</summary>
    Uri? Server { get; }

    /// <summary>Opens a proxy of harness.json; when it returns, clients can connect.</summary>
    /// <exception cref="FaultException">It cannot be opened.</exception>
    Task Open(ProxyLink link, RunScope scope, CancellationToken ct);

    /// <summary>Puts a toxic on a proxy.</summary>
    /// <exception cref="FaultException">There is no such proxy, or it has a toxic of that name.</exception>
    Task Add(string proxy, Toxic toxic, CancellationToken ct);

    /// <summary>True where a proxy has a toxic; null where the proxy itself is gone.</summary>
    /// <exception cref="FaultException">The server does not answer.</exception>
    Task<bool?> Has(string proxy, string toxic, CancellationToken ct);

    /// <summary>Takes a toxic off; one that is not there is as good.</summary>
    /// <returns>For people: what was done beyond that, or null.</returns>
    /// <exception cref="FaultException">The server does not answer.</exception>
    Task<string?> Remove(string proxy, string toxic, CancellationToken ct);

    /// <summary>Whether a proxy takes connections; null where it is gone, or nobody but us could switch it off.</summary>
    Task<bool?> IsEnabled(string proxy, CancellationToken ct) => Task.FromResult<bool?>(null);

    /// <summary>Switches a proxy on or off again, as it was before; one that is so, or is gone, is as good.</summary>
    /// <exception cref="FaultException">It is not as it was.</exception>
    Task PutBack(string proxy, bool isEnabled, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What a toxic met so far; null where nobody counts.</summary>
    ToxicShare? ShareOf(string proxy, string toxic);

    /// <summary>Removes what <see cref="Open"/> made.</summary>
    /// <returns>What is left, and what to do by hand; empty where nothing is.</returns>
    Task<IReadOnlyList<string>> Close(RunScope scope);
}
