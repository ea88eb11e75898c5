using System.Globalization;
using System.Text;

namespace Harness.Protocols.Http1;

/// <summary>A request as the bytes that go over the wire (RFC 9112, 3).</summary>
internal static class RequestBytes
{
    /// <summary>The whole request. Host, Content-Length and Content-Type stand in it unless its headers say them.</summary>
    public static byte[] Of(Request request)
    {
        var head = new StringBuilder(256);
        head.Append(request.Method).Append(' ').Append(request.Url.PathAndQuery).Append(" HTTP/1.1\r\n");
        if (!Has(request, "Host")) Add(head, "Host", request.Url.IsDefaultPort ? Bracketed(request.Url) : $"{Bracketed(request.Url)}:{request.Url.Port.ToString(CultureInfo.InvariantCulture)}");
        foreach (var (name, value) in request.Headers) Add(head, name, value);
        if (request.Body is { } body)
        {
            if (request.ContentType is { } type && !Has(request, "Content-Type")) Add(head, "Content-Type", type);
            if (!Has(request, "Content-Length") && !Has(request, "Transfer-Encoding")) Add(head, "Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        }
        else if (request.Method is "POST" or "PUT" or "PATCH" && !Has(request, "Content-Length"))
        {
            Add(head, "Content-Length", "0"); // a method that usually has a body says that it has none (RFC 9110, 8.6)
        }
        head.Append("\r\n");
        return [.. Encoding.UTF8.GetBytes(head.ToString()), .. request.Body ?? []];
    }

    private static string Bracketed(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;

    private static bool Has(Request request, string name) => request.Headers.Any(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static void Add(StringBuilder head, string name, string value)
    {
        // A line end in a value would begin a header, or a request, of its own.
        head.Append(name).Append(": ").Append(value.AsSpan().ContainsAny('\r', '\n', '\0') ? value.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ') : value).Append("\r\n");
    }
}
