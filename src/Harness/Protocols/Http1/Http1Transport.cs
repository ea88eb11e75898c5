using System.Net;
using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Protocols.Http1;

/// <summary>HTTP/1.1 over the wires of a loop.</summary>
/// <param name="loop">Where it lives.</param>
/// <param name="plan">How its connections behave.</param>
/// <param name="most">The most of them at once to one origin.</param>
/// <param name="lookUp">Gives the addresses of a host; null for the system.</param>
internal sealed class Http1Transport(EventLoop loop, ConnectionPlan plan, int most, HostLookUp? lookUp = null) : ITransport
{
    private readonly Dictionary<Origin, ConnectionPool> pools = [];
    private readonly Stack<Exchange> unused = new();
    private Uri? lastUrl;
    private ConnectionPool? lastPool;

    /// <inheritdoc/>
    public int Connections => pools.Values.Sum(pool => pool.Count);

    /// <inheritdoc/>
    public ValueTask<Answer> Send(Request request, CancellationToken ct)
    {
        if (ct.IsCancellationRequested) return new(new Answer { Error = TransportError.Interrupted, ErrorMessage = "no answer when the load ended" });
        var pool = ReferenceEquals(request.Url, lastUrl) ? lastPool! : PoolOf(request.Url);
        var exchange = unused.Count > 0 ? unused.Pop() : new Exchange(loop, unused);
        var answer = exchange.Begin(request, pool, ct);
        pool.Enter(exchange);
        return answer;
    }

    private ConnectionPool PoolOf(Uri url)
    {
        var origin = Origin.Of(url);
        if (!pools.TryGetValue(origin, out var pool)) pools[origin] = pool = new ConnectionPool(loop, origin, plan, most, lookUp ?? Dns.GetHostAddressesAsync);
        (lastUrl, lastPool) = (url, pool);
        return pool;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pool in pools.Values) pool.Dispose();
        pools.Clear();
    }
}
