namespace Harness.Protocols.Http1;

/// <summary>Who answers (RFC 6454): connections are shared by what goes to the same.</summary>
/// <param name="IsTls">https.</param>
/// <param name="Host">A name or an address, as DNS and TLS want it; an IPv6 address without brackets.</param>
/// <param name="Port">Its TCP port.</param>
internal readonly record struct Origin(bool IsTls, string Host, int Port)
{
    public static Origin Of(Uri url) => new(url.Scheme == Uri.UriSchemeHttps, url.IdnHost, url.Port);
}
