using System.Net;
using System.Net.Sockets;

namespace Harness.Plans;

/// <summary>How the connections of a load behave.</summary>
public sealed record ConnectionPlan
{
    /// <summary>HTTP's version: 1.1 (default), 2 or 3.</summary>
    public Version Http { get; init; } = HttpVersion.Version11;

    /// <summary>The most at once to one origin; null for as many as virtual users need.</summary>
    public int? Most { get; init; }

    /// <summary>Whether one carries more than one request. Default yes.</summary>
    public bool Reuse { get; init; } = true;

    /// <summary>Requests after which a connection is given up for a new one; null for never.</summary>
    public int? ReconnectAfter { get; init; }

    /// <summary>How long an address from DNS is taken for true. Default 60 s.</summary>
    public TimeSpan DnsRefresh { get; init; } = DefaultDnsRefresh;

    /// <summary>Of <see cref="DnsRefresh"/>.</summary>
    public static readonly TimeSpan DefaultDnsRefresh = TimeSpan.FromSeconds(60);

    /// <summary>The own address that they come from; null for what the system chooses.</summary>
    public IPAddress? Bind { get; init; }

    /// <summary>IPv4 or IPv6 only; unspecified for both, in the order of the system.</summary>
    public AddressFamily Family { get; init; }

    /// <summary>Whose certificates are believed; harness.json says it for all loads.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>The kind of addresses that can be reached: that of <see cref="Bind"/>, for nothing goes from one kind to the other, else <see cref="Family"/>.</summary>
    public AddressFamily Reachable => Bind?.AddressFamily ?? Family;
}
