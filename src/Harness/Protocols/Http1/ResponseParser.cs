namespace Harness.Protocols.Http1;

/// <summary>
/// Reads HTTP/1.1 responses as a client (RFC 9112) from bytes that are pushed in, cut at any place. It does no I/O, belongs to one loop thread, is
/// used for one response after another, and allocates nothing in the steady state where nothing is kept.
/// </summary>
/// <remarks>
/// Interim responses (1xx but 101) are skipped. Trailers are checked and skipped. A response that breaks a rule by which its end could be
/// mistaken is <see cref="ParseState.Broken"/>; one whose end is clear but whose connection cannot be trusted is read and not kept alive.
/// </remarks>
internal sealed class ResponseParser
{
    /// <summary>How many bytes the heads of a response may have, interim ones and trailers included.</summary>
    public const int MaxHead = 65_536;

    /// <summary>How many interim responses may come before the final one.</summary>
    public const int MaxInterim = 50;

    private readonly LineCutter lines = new();
    private readonly ResponseHead head = new();
    private readonly KeptBytes keptHead = new();
    private readonly KeptBytes keptBody = new();
    private readonly ChunkedBody chunks;

    private ParseState state;
    private bool isHeadWhole;
    private BodyEnd bodyEnd;
    private long left;
    private int headBytes;
    private int headLines;
    private int interims;
    private bool toHead;
    private bool keepsHead;
    private int mostBody;

    public ResponseParser() => chunks = new(lines);

    /// <summary>Whether a byte of the response came.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The status, or 0 where the status line is not whole yet; an interim one while its head is read.</summary>
    public int Status => head.Status;

    /// <summary>Whether the connection may carry another response after this one (RFC 9112, 9.3); false until the head is whole.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>What is wrong, where, and what would be right, on one line; null where the response is not broken.</summary>
    public string? Problem { get; private set; }

    /// <summary>How many bytes of body came, without chunk sizes and trailers.</summary>
    public long BodyBytes { get; private set; }

    /// <summary>Whether the body was longer than what was to be kept of it.</summary>
    public bool BodyIsCut { get; private set; }

    /// <summary>The status line and headers of the final response with their line ends, without the empty line; a folded line is on one line.</summary>
    public ReadOnlyMemory<byte> Head => keptHead.Memory;

    /// <summary>The body's bytes, up to what was to be kept; valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlyMemory<byte> Body => keptBody.Memory;

    /// <summary>What Content-Encoding says, where a body is kept; several are separated by a comma.</summary>
    public string? ContentEncoding => head.ContentEncoding;

    /// <summary>Gets ready for the next response.</summary>
    /// <param name="toHead">Whether it answers a HEAD request: it has no body then.</param>
    /// <param name="keepHead">Whether to keep the head.</param>
    /// <param name="keepBody">How many bytes of the body to keep at most; 0 to count them only.</param>
    public void Begin(bool toHead, bool keepHead, int keepBody)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepBody);
        (this.toHead, keepsHead, mostBody) = (toHead, keepHead, keepBody);
        (state, isHeadWhole, headBytes, headLines, interims) = (ParseState.More, false, 0, 0, 0);
        (HasBegun, KeepAlive, Problem, BodyBytes, BodyIsCut) = (false, false, null, 0, false);
        lines.Clear();
        head.Clear();
        keptHead.Clear();
        keptBody.Clear();
    }

    /// <summary>Takes bytes. What follows the response is not consumed; after it is done or broken, nothing is.</summary>
    public ParseState Feed(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        HasBegun |= !bytes.IsEmpty;
        while (state == ParseState.More && consumed < bytes.Length)
        {
            var rest = bytes[consumed..];
            consumed += isHeadWhole ? FeedBody(rest) : FeedHead(rest);
        }
        return state;
    }

    /// <summary>Takes note that the peer closed: a body that goes until close is whole then, anything else that is not done is broken.</summary>
    public ParseState End()
    {
        if (state != ParseState.More) return state;
        if (!isHeadWhole)
            Break(HasBegun ? $"{WhereInHead}: the connection was closed; right would be a whole head" : "the connection was closed before a response came");
        else if (bodyEnd == BodyEnd.Counted)
            Break($"body: the connection was closed after {BodyBytes} bytes; right would be {head.Framing.Length}, as Content-Length says");
        else if (bodyEnd == BodyEnd.Chunked)
            Break($"{chunks.Where}: the connection was closed; right would be a chunk of size 0 and an empty line at the end");
        else
            state = ParseState.Done;
        return state;
    }

    private string WhereInHead => headLines == 0 ? "status line" : $"header line {headLines}";

    private int FeedHead(ReadOnlySpan<byte> bytes)
    {
        var cut = lines.Next(bytes, MaxHead - headBytes, mayFold: headLines > 0, out var consumed, out var line, out var length);
        if (cut == ParseState.Broken) Break($"{WhereInHead}: {lines.Problem}");
        if (cut != ParseState.Done) return consumed;

        headBytes += line.Length;
        if (length == 0 && headLines > 0)
        {
            EndHead();
            return consumed;
        }
        var content = line[..length];
        var wrong = headLines == 0 ? head.ReadStatusLine(content) : head.ReadHeader(content, wantsEncoding: mostBody > 0);
        if (wrong is not null) Break($"{WhereInHead}: {wrong}");
        headLines++;
        if (keepsHead) keptHead.Add(line, MaxHead);
        return consumed;
    }

    private void EndHead()
    {
        if (head.IsInterim)
        {
            SkipInterim();
            return;
        }
        isHeadWhole = true;
        bodyEnd = head.Framing.Decide(head.Status, toHead, out var wrong);
        if (wrong is not null)
        {
            Break($"headers: {wrong}");
            return;
        }
        KeepAlive = head.KeepsAlive(bodyEnd);
        left = head.Framing.Length;
        if (bodyEnd == BodyEnd.Chunked) chunks.Begin(MaxHead - headBytes);
        if (bodyEnd == BodyEnd.NoBody || (bodyEnd == BodyEnd.Counted && left == 0)) state = ParseState.Done;
    }

    private void SkipInterim()
    {
        if (++interims > MaxInterim) Break($"status line: interim response {interims} came, of status {head.Status}; right would be at most {MaxInterim} before the final one");
        headLines = 0;
        head.Clear();
        keptHead.Clear();
    }

    private int FeedBody(ReadOnlySpan<byte> bytes)
    {
        if (bodyEnd == BodyEnd.Chunked) return FeedChunks(bytes);
        if (bodyEnd == BodyEnd.Counted)
        {
            if (bytes.Length > left) bytes = bytes[..(int)left];
            left -= bytes.Length;
            if (left == 0) state = ParseState.Done;
        }
        Take(bytes);
        return bytes.Length;
    }

    private int FeedChunks(ReadOnlySpan<byte> bytes)
    {
        state = chunks.Next(bytes, out var consumed, out var data);
        if (state == ParseState.Broken) Break(chunks.Problem!);
        Take(data);
        return consumed;
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        BodyBytes += data.Length;
        if (mostBody > 0) BodyIsCut |= !keptBody.Add(data, mostBody);
    }

    private void Break(string problem)
    {
        state = ParseState.Broken;
        Problem = problem;
        KeepAlive = false;
    }
}
