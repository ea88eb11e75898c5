using System.Buffers;

namespace Harness.Proxy;

/// <summary>What is read of the head of a request.</summary>
/// <param name="Method">As sent.</param>
/// <param name="Path">Of its target, without query; of an absolute target its path.</param>
/// <param name="BodyBytes">Bytes of its body; -1 where it comes in chunks.</param>
/// <param name="KeepsAlive">Whether the connection is to stay open after the answer.</param>
/// <param name="WaitsToContinue">Whether the client waits for an answer before it sends the body.</param>
internal readonly record struct RequestHead(string Method, string Path, long BodyBytes, bool KeepsAlive, bool WaitsToContinue)
{
    private const int LongestMethod = 32;

    private static readonly SearchValues<byte> methodBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"u8);

    /// <summary>Reads a head, from its first byte to its empty line; null where it is none of HTTP/1.</summary>
    public static RequestHead? Parse(ReadOnlySpan<byte> head)
    {
        var text = System.Text.Encoding.Latin1.GetString(head);
        var lines = text.Split('\n');
        if (lines[0].TrimEnd('\r').Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } target, ("HTTP/1.1" or "HTTP/1.0") and var version]) return null;
        var (body, keepsAlive, waits) = (0L, version == "HTTP/1.1", false);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].ToLowerInvariant())
            {
                case "content-length":
                    if (body < 0) break;
                    if (!long.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out body)) return null;
                    break;
                case "transfer-encoding":
                    body = -1;
                    break;
                case "connection":
                    keepsAlive = (keepsAlive || value.Contains("keep-alive", StringComparison.OrdinalIgnoreCase)) && !value.Contains("close", StringComparison.OrdinalIgnoreCase);
                    break;
                case "expect":
                    waits = value.Equals("100-continue", StringComparison.OrdinalIgnoreCase);
                    break;
                case "upgrade":
                    return null; // What follows is not HTTP.
            }
        }
        return new(method, PathOf(target), body, keepsAlive, waits);
    }

    /// <summary>
    /// Whether a head may begin so, as far as it has come. What is not HTTP is to be held back no longer than it takes to tell, so this is stricter than the
    /// standard, which would let any word be a method: upper case, as all methods that are in use.
    /// </summary>
    public static bool MayBegin(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var line = bytes[..(end < 0 ? bytes.Length : end)].TrimEnd((byte)'\r');
        var method = line.IndexOf((byte)' ') is >= 0 and var space ? line[..space] : line;
        return method.Length is > 0 and <= LongestMethod && method.IndexOfAnyExcept(methodBytes) < 0 && (end < 0 || line.EndsWith(" HTTP/1.1"u8) || line.EndsWith(" HTTP/1.0"u8));
    }

    private static string PathOf(string target)
    {
        var path = Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri!.AbsolutePath : target;
        var end = path.AsSpan().IndexOfAny('?', '#');
        return end < 0 ? path : path[..end];
    }
}
