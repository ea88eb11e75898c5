using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Harness.Proxy;

/// <summary>An address as people write it: <c>127.0.0.1:80</c>, <c>[::1]:80</c>, <c>shop.local:80</c>, and <c>:80</c>, whose host is empty.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads an address; <paramref name="where"/> names its owner in the message when it is malformed.</summary>
    public static HostPort Parse(string? text, int minPort, string where)
    {
        var colon = text?.LastIndexOf(':') ?? -1;
        if (text is null || colon < 0)
            throw Malformed(text, where, "a host and a port are needed, such as 127.0.0.1:5091");
        var host = text[..colon];
        var isEmpty = host.Length == 0;
        if (host.StartsWith('[') && host.EndsWith(']'))
            host = host[1..^1];
        else if (host.Contains(':', StringComparison.Ordinal))
            throw Malformed(text, where, "an IPv6 address goes in brackets, such as [::1]:5091");
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port < minPort || port > IPEndPoint.MaxPort)
            throw Malformed(text, where, string.Create(CultureInfo.InvariantCulture, $"the port must be a number from {minPort} to {IPEndPoint.MaxPort}"));
        if ((host.Length == 0 && !isEmpty) || host.Any(char.IsWhiteSpace))
            throw Malformed(text, where, "the host must be an address or a name, such as 127.0.0.1 or localhost");
        return new(host, port);
    }

    /// <summary>The end point to listen on: IP addresses and <c>localhost</c> only, for a name could resolve to any machine. An empty host is every address of this one.</summary>
    public IPEndPoint ToListenEndPoint(string where)
    {
        if (Host.Length == 0)
            return new(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port);
        if (IPAddress.TryParse(Host, out var address))
            return new(address, Port);
        if (Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return new(IPAddress.Loopback, Port);
        throw Malformed($"{Host}:{Port}", where, "to listen, the host must be an IP address or localhost");
    }

    /// <summary>The end point to dial: an IP address as it is, a name to be resolved when dialled. An empty host is this machine.</summary>
    public EndPoint ToDialEndPoint() =>
        IPAddress.TryParse(Host, out var address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host.Length == 0 ? "localhost" : Host, Port);

    private static ProxyException Malformed(string? text, string where, string right) =>
        new(ProxyErrorKind.AddressMalformed, $"{where}: address '{text}' is malformed: {right}.", address: text);
}
