using System.Globalization;

namespace Harness.Plans;

/// <summary>An address: <c>127.0.0.1:5091</c>, <c>[::1]:5091</c>.</summary>
/// <param name="Host">Without brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal readonly record struct HostPort(string Host, int Port)
{
    public static bool TryParse(string text, out HostPort address)
    {
        address = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            return false;
        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
            host = inner;
        else if (host.Contains(':', StringComparison.Ordinal))
            return false;
        address = new HostPort(host, port);
        return Uri.CheckHostName(host) is not UriHostNameType.Unknown;
    }

    /// <summary>Of a URL.</summary>
    public static HostPort Of(Uri url) => new(url.IdnHost, url.Port);

    /// <summary>True where both cannot be listened on at once.</summary>
    public bool Meets(HostPort other) => Port == other.Port && (Machine == other.Machine || IsEverywhere || other.IsEverywhere);

    private bool IsEverywhere => Host is "0.0.0.0" or "::";

    private string Machine => Host.ToLowerInvariant() is var host && host is "localhost" or "127.0.0.1" or "::1" ? "loopback" : host;
}
