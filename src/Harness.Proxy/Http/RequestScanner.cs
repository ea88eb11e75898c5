using System.Buffers;

namespace Harness.Proxy;

/// <summary>
/// Finds where requests begin and end in what a client sends (RFC 9112, section 6). What it cannot read is <see cref="RequestPart.Unknown"/>, and it tries
/// again with what is received next: a toxic may come in the middle of a request, or what is spoken may not be HTTP at all.
/// </summary>
internal sealed class RequestScanner
{
    private const int LongestHead = 64 * 1024, LongestLine = 4096;

    private static readonly SearchValues<byte> hexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ArrayBufferWriter<byte> head = new(1024);
    private readonly ArrayBufferWriter<byte> line = new(64);
    private long left;
    private bool isChunked, isChunkData, isTrailer;

    /// <summary>The head that was read last.</summary>
    public RequestHead Head { get; private set; }

    /// <summary>The bytes of it.</summary>
    public ReadOnlySpan<byte> HeadBytes => head.WrittenSpan;

    /// <summary>What was read of a head, which is then forgotten.</summary>
    public ReadOnlySpan<byte> TakeHead()
    {
        var bytes = head.WrittenSpan.ToArray();
        head.ResetWrittenCount();
        IsInHead = false;
        return bytes;
    }

    /// <summary>True where the request has been read to its end, or none has begun.</summary>
    public bool IsBetween => left == 0 && !isChunked && !IsInHead;

    /// <summary>True where the head of a request was read in part.</summary>
    public bool IsInHead { get; private set; }

    /// <summary>Reads on, at most to the end of a part.</summary>
    /// <param name="bytes">What was received; what is read of it is taken away.</param>
    /// <param name="read">What was read.</param>
    public RequestPart Next(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> read)
    {
        var part = left > 0 && !isChunked ? Plain(bytes, out var used) : isChunked ? Chunked(bytes, out used) : Beginning(bytes, out used);
        read = bytes[..used];
        bytes = bytes[used..];
        return part;
    }

    private RequestPart Plain(ReadOnlySpan<byte> bytes, out int used)
    {
        used = (int)Math.Min(left, bytes.Length);
        left -= used;
        return RequestPart.Body;
    }

    private RequestPart Beginning(ReadOnlySpan<byte> bytes, out int used)
    {
        if (!IsInHead) head.ResetWrittenCount();
        var before = head.WrittenCount;
        if (before == 0 && !RequestHead.MayBegin(bytes))
        {
            used = bytes.Length;
            return RequestPart.Unknown;
        }
        head.Write(bytes);
        var end = head.WrittenSpan[Math.Max(0, before - 3)..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            used = bytes.Length;
            IsInHead = head.WrittenCount <= LongestHead && RequestHead.MayBegin(head.WrittenSpan);
            return IsInHead ? RequestPart.PartOfHead : RequestPart.Unknown;
        }
        var length = Math.Max(0, before - 3) + end + 4;
        used = length - before;
        var whole = head.WrittenSpan[..length].ToArray();
        head.ResetWrittenCount();
        head.Write(whole);
        IsInHead = false;
        if (RequestHead.Parse(whole) is not { } parsed) return RequestPart.Unknown;
        Head = parsed;
        isChunked = parsed.BodyBytes < 0;
        left = Math.Max(0, parsed.BodyBytes);
        (isChunkData, isTrailer) = (false, false);
        line.ResetWrittenCount();
        return RequestPart.Head;
    }

    /// <summary>A line with a length in hexadecimal digits, so many bytes and an empty line; again and again until the length is 0; then lines until an empty one.</summary>
    private RequestPart Chunked(ReadOnlySpan<byte> bytes, out int used)
    {
        if (isChunkData && left > 0) return Plain(bytes, out used);
        var end = bytes.IndexOf((byte)'\n');
        used = end < 0 ? bytes.Length : end + 1;
        line.Write(bytes[..used]);
        if (line.WrittenCount > LongestLine) return Lost();
        if (end < 0) return RequestPart.Body;
        var text = line.WrittenSpan.Trim("\r\n \t"u8);
        if (isTrailer)
        {
            isChunked = !text.IsEmpty;
        }
        else if (isChunkData)
        {
            isChunkData = false;
        }
        else
        {
            var digits = text.IndexOfAnyExcept(hexDigits) is >= 0 and var other ? text[..other] : text;
            if (digits.IsEmpty || digits.Length > 15) return Lost();
            left = long.Parse(System.Text.Encoding.ASCII.GetString(digits), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);
            (isChunkData, isTrailer) = (left > 0, left == 0);
        }
        line.ResetWrittenCount();
        return RequestPart.Body;
    }

    private RequestPart Lost()
    {
        (isChunked, left) = (false, 0);
        head.ResetWrittenCount();
        return RequestPart.Unknown;
    }
}
