namespace Harness.Proxy;

/// <summary>What a proxy is called, where it listens and where it passes connections on to.</summary>
public sealed record ProxyOptions
{
    /// <summary>Its name: not empty, unique in its <see cref="ProxySet"/>, compared by ordinal.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The address to listen on, as <c>host:port</c>: an IP address (IPv6 in brackets), <c>localhost</c>, or nothing for every address of this
    /// machine, and a port from 0 to 65535. Port 0 takes a free one, which <see cref="Proxy.Listen"/> tells.
    /// </summary>
    public required string Listen { get; init; }

    /// <summary>
    /// The address connections are passed on to, as <c>host:port</c>, port from 1 to 65535. A name is resolved for each connection.
    /// </summary>
    public required string Upstream { get; init; }

    /// <summary>Whether it listens from the start. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The toxics it has from its first connection on. Default none.</summary>
    public IReadOnlyList<Toxic> Toxics { get; init; } = [];

    /// <summary>
    /// How long dialling the upstream of one connection may take, name resolution included, before its client is closed.
    /// Default 10 s; more than zero, at most a day (values outside act as the nearest bound). Other connections do not wait for it.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
