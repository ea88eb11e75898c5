using System.Net;
using System.Net.Sockets;

namespace Harness.Protocols;

/// <summary>How one loop's connections to one origin behave.</summary>
internal sealed record ConnectionLimits
{
    /// <summary>The most at once. Default: no limit.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>Whether one carries more than one request. Default yes.</summary>
    public bool Reuse { get; init; } = true;

    /// <summary>Requests after which a connection is given up for a new one; null for never.</summary>
    public int? ReconnectAfter { get; init; }

    /// <summary>How long an address from DNS is taken for true. Default 60 s.</summary>
    public TimeSpan DnsRefresh { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The own address that connections come from; null for what the system chooses.</summary>
    public IPAddress? Bind { get; init; }

    /// <summary>IPv4 or IPv6 only; <see cref="AddressFamily.Unspecified"/> for both, in the order of the system.</summary>
    public AddressFamily Family { get; init; }
}
