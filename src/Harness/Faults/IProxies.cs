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

    /// <summary>Why a proxy cannot have a kind of toxic, and what would help; null where it can. Changes nothing.</summary>
    /// <exception cref="FaultException">The server does not answer.</exception>
    Task<string?> Refusal(string proxy, ToxicKind kind, CancellationToken ct);

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

    /// <summary>Whether a proxy takes connections; null where it is gone.</summary>
    /// <exception cref="FaultException">The server does not answer.</exception>
    Task<bool?> IsEnabled(string proxy, CancellationToken ct);

    /// <summary>Switches a proxy off: when it returns its connections are closed, and clients are refused.</summary>
    /// <param name="proxy">Its name.</param>
    /// <param name="ttl">Where it can, it is on again after this time, if nobody says so again; null: it stays off.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">There is no such proxy, or the server does not answer.</exception>
    Task Disable(string proxy, TimeSpan? ttl, CancellationToken ct);

    /// <summary>Switches a proxy on, and looks; one that is on, or is gone, is as good.</summary>
    /// <exception cref="FaultException">It is off.</exception>
    Task Enable(string proxy, CancellationToken ct);

    /// <summary>True from <see cref="Disable"/> to <see cref="Enable"/>.</summary>
    bool IsDown(string proxy);

    /// <summary>What a toxic met so far; null where nobody counts.</summary>
    ToxicShare? ShareOf(string proxy, string toxic);

    /// <summary>Removes what <see cref="Open"/> made.</summary>
    /// <returns>What is left, and what to do by hand; empty where nothing is.</returns>
    Task<IReadOnlyList<string>> Close(RunScope scope);
}
