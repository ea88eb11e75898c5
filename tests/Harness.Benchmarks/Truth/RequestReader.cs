using System.Globalization;
using System.Text;

namespace Harness.Benchmarks.Truth;

/// <summary>Finds the requests in what a connection brings: enough of HTTP/1.1 for a generator that keeps its connections.</summary>
internal sealed class RequestReader
{
    private const int MostBytes = 16 * 1024;

    private byte[] bytes = new byte[1024];
    private int length;
    private long bodyLeft;

    /// <summary>Where the next bytes are to be written.</summary>
    public Memory<byte> Room
    {
        get
        {
            if (length == bytes.Length) Array.Resize(ref bytes, 2 * bytes.Length);
            return bytes.AsMemory(length);
        }
    }

    /// <summary>True for a head that is longer than any we would take.</summary>
    public bool IsTooLong => length > MostBytes;

    /// <summary>So many bytes were written to <see cref="Room"/>.</summary>
    public void Came(int count) => length += count;

    /// <summary>The next whole request as <c>GET /path</c>; null where more has to come first.</summary>
    public string? Next()
    {
        Skip();
        if (bodyLeft > 0) return null;
        var head = bytes.AsSpan(0, length);
        var end = head.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var text = Encoding.Latin1.GetString(head[..end]);
        bodyLeft = BodyLength(text);
        Drop(end + 4);
        Skip();
        return text[..Math.Max(0, text.IndexOf(" HTTP/", StringComparison.Ordinal))];
    }

    private void Skip()
    {
        var count = (int)Math.Min(bodyLeft, length);
        bodyLeft -= count;
        Drop(count);
    }

    private void Drop(int count)
    {
        bytes.AsSpan(count, length - count).CopyTo(bytes);
        length -= count;
    }

    private static long BodyLength(string head)
    {
        const string Name = "\r\nContent-Length:";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return 0;
        var value = head[(at + Name.Length)..];
        var end = value.IndexOf("\r\n", StringComparison.Ordinal);
        return long.TryParse(end < 0 ? value : value[..end], CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
