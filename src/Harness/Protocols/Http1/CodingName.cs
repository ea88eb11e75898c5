using System.Text;

namespace Harness.Protocols.Http1;

/// <summary>The text of a Content-Encoding, without allocating for those that servers send (RFC 9110, 8.4.1).</summary>
internal static class CodingName
{
    public static string Text(ReadOnlySpan<byte> value) => value switch
    {
        _ when value.SequenceEqual("gzip"u8) => "gzip",
        _ when value.SequenceEqual("br"u8) => "br",
        _ when value.SequenceEqual("deflate"u8) => "deflate",
        _ when value.SequenceEqual("zstd"u8) => "zstd",
        _ when value.SequenceEqual("identity"u8) => "identity",
        _ => Encoding.Latin1.GetString(value),
    };
}
