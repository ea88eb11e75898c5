using System.Net;

namespace Harness.Proxy.Api;

/// <summary>Where the API listens, and to whom it answers.</summary>
public sealed record ApiOptions
{
    /// <summary>Default 127.0.0.1:8474, as Toxiproxy. Port 0 takes a free one, which <see cref="ApiServer.Address"/> tells.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8474);

    /// <summary>What every request must carry as <c>Authorization: Bearer …</c>; null, the default: nothing. Needed where other machines can reach <see cref="Listen"/>.</summary>
    public string? Token { get; init; }

    /// <summary>Whether <c>/metrics</c> is there. Default false.</summary>
    public bool HasMetrics { get; init; }

    /// <summary>What is wrong with them and what would be right, or null.</summary>
    public string? Problem =>
        Token is null && !IPAddress.IsLoopback(Listen.Address) ? $"{Listen.Address} can be reached from other machines, and whoever reaches the API can open and cut connections: set a token, or listen on 127.0.0.1"
        : Token is not null && (Token.Length == 0 || Token.Any(c => c is <= ' ' or > '~')) ? "the token is empty, or has a character that no header can carry: take letters and digits"
        : null;
}
