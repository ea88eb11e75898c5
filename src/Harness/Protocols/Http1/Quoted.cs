using System.Globalization;
using System.Text;

namespace Harness.Protocols.Http1;

/// <summary>Bytes from the wire as people can read them in a message: quoted, on one line, the start only.</summary>
internal static class Quoted
{
    private const int MostBytes = 60;

    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var one in bytes[..Math.Min(bytes.Length, MostBytes)])
            _ = one is >= 0x20 and < 0x7F ? text.Append((char)one) : text.Append(CultureInfo.InvariantCulture, $"\\x{one:X2}");
        return text.Append(bytes.Length > MostBytes ? "...\"" : "\"").ToString();
    }
}
