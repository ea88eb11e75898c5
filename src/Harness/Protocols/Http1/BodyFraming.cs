using System.Text;

namespace Harness.Protocols.Http1;

/// <summary>What the headers say about where the body ends: Content-Length and Transfer-Encoding, and who wins (RFC 9112, 6.3).</summary>
internal sealed class BodyFraming
{
    private bool hasCoding;
    private bool isChunked;
    private string? lengthProblem;
    private long length = ContentLength.Absent;

    /// <summary>The number of body bytes where the body is counted.</summary>
    public long Length => length;

    /// <summary>
    /// Whether both headers came. A peer between us and the server may have believed the other one, so nothing that follows on this
    /// connection can be trusted (RFC 9112, 6.1).
    /// </summary>
    public bool IsAmbiguous => hasCoding && (length != ContentLength.Absent || lengthProblem is not null);

    /// <summary>Whether Transfer-Encoding came; one in HTTP/1.0 means that somebody passed on what they did not understand (RFC 9112, 6.1).</summary>
    public bool HasCoding => hasCoding;

    public void Clear()
    {
        hasCoding = isChunked = false;
        lengthProblem = null;
        length = ContentLength.Absent;
    }

    /// <summary>Takes a Content-Length. A wrong one is told only where it counts: not in a response without body, not where it is overruled.</summary>
    public void ReadLength(ReadOnlySpan<byte> value) => lengthProblem ??= ContentLength.Read(value, ref length);

    /// <summary>Takes a Transfer-Encoding. Only the last coding says where the body ends; chunked takes no parameters (RFC 9112, 7).</summary>
    public void ReadCodings(ReadOnlySpan<byte> value)
    {
        hasCoding = true;
        var codings = new CommaList(value);
        while (codings.TryNext(out var coding))
            if (!coding.IsEmpty) isChunked = Ascii.EqualsIgnoreCase(coding, "chunked"u8);
    }

    /// <summary>Decides how the body of a final response ends.</summary>
    public BodyEnd Decide(int status, bool toHead, out string? problem)
    {
        problem = null;
        if (toHead || status is 101 or 204 or 304) return BodyEnd.NoBody;
        if (hasCoding) return isChunked ? BodyEnd.Chunked : BodyEnd.AtClose;
        problem = lengthProblem;
        return length == ContentLength.Absent ? BodyEnd.AtClose : BodyEnd.Counted;
    }
}
