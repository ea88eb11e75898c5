namespace Harness.Proxy;

/// <summary>
/// Something that goes wrong on one stream of a proxy's connections. The kinds and what they do are Toxiproxy's
/// (https://github.com/Shopify/toxiproxy), unless a kind says otherwise.
/// </summary>
public abstract record Toxic
{
    private protected Toxic()
    {
    }

    /// <summary>Its name: not empty, unique among the toxics of its proxy, on both streams, compared by ordinal.</summary>
    public required string Name { get; init; }

    /// <summary>The direction it works on. Default <see cref="ToxicStream.Downstream"/>.</summary>
    public ToxicStream Stream { get; init; } = ToxicStream.Downstream;

    /// <summary>The direction in the words of whoever set it, for an API that gives them back (<c>UPSTREAM</c>); null, the default: in lower case.</summary>
    public string? StreamText { get; init; }

    /// <summary>
    /// The share of connections it works on, from 0 (none) to 1 (all, the default); values outside act as the nearest bound, and
    /// NaN as 0. Drawn once for each connection and toxic, from the seed, both names and the connection's number, and kept.
    /// </summary>
    public double Toxicity { get; init; } = 1;

    /// <summary>
    /// How long it stays if nobody renews it by an update that says so again; null, the default: until it is removed. What whoever set it is to undo then ends
    /// even where they are gone.
    /// </summary>
    public TimeSpan? Ttl { get; init; }
}
