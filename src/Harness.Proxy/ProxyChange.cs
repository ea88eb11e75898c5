namespace Harness.Proxy;

/// <summary>What of a proxy is to be another; null stays as it is.</summary>
public sealed record ProxyChange
{
    /// <summary>As <see cref="ProxyOptions.Listen"/>. Another address than it has closes all connections, once it is had; where it cannot be had, none.</summary>
    public string? Listen { get; init; }

    /// <summary>As <see cref="ProxyOptions.Upstream"/>. Another one closes all connections.</summary>
    public string? Upstream { get; init; }

    /// <summary>Whether it listens: false closes all connections, and clients are refused.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Where <see cref="Enabled"/> is false: how long, if nobody says so again. Null: until it is enabled. A change of something else leaves it running.</summary>
    public TimeSpan? Ttl { get; init; }
}
