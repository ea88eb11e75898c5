namespace Harness.Protocols.Http1;

/// <summary>Takes the chunks off a body (RFC 9112, 7.1): <c>size CRLF data CRLF</c> again and again, a size of zero, trailers, an empty line.</summary>
internal sealed class ChunkedBody(LineCutter lines)
{
    /// <summary>How many bytes a size line may have with its extensions and its end.</summary>
    public const int MaxSizeLine = 1024;

    private enum Part
    {
        Size,
        Data,
        DataEnd,
        DataEndAfterCr,
        Trailers,
    }

    private Part part;
    private long chunk;
    private long left;
    private int trailerBytes;

    /// <summary>What is wrong and where, where the body is broken.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where in the body it is, for messages.</summary>
    public string Where => part switch
    {
        Part.Size => $"size line of chunk {chunk + 1}",
        Part.Trailers => "trailers",
        _ => $"chunk {chunk}, {left} bytes before its end",
    };

    /// <summary>Starts a body whose trailers may have so many bytes.</summary>
    public void Begin(int mostTrailerBytes) => (part, chunk, left, trailerBytes, Problem) = (Part.Size, 0, 0, mostTrailerBytes, null);

    /// <summary>Takes the next piece, at most up to the end of a chunk.</summary>
    /// <param name="bytes">What came; not empty.</param>
    /// <param name="consumed">How much of it is used up.</param>
    /// <param name="data">What of it is body.</param>
    public ParseState Next(ReadOnlySpan<byte> bytes, out int consumed, out ReadOnlySpan<byte> data)
    {
        data = default;
        switch (part)
        {
            case Part.Size:
                return NextSize(bytes, out consumed);
            case Part.Data:
                data = bytes.Length > left ? bytes[..(int)left] : bytes;
                consumed = data.Length;
                left -= consumed;
                if (left == 0) part = Part.DataEnd;
                return ParseState.More;
            case Part.Trailers:
                return NextTrailer(bytes, out consumed);
            default:
                consumed = 1;
                return EndData(bytes[0]);
        }
    }

    private ParseState NextSize(ReadOnlySpan<byte> bytes, out int consumed)
    {
        var state = lines.Next(bytes, MaxSizeLine, mayFold: false, out consumed, out var line, out var length);
        if (state == ParseState.Broken) return Break(lines.Problem);
        if (state == ParseState.More) return state;
        if (ChunkSize.Read(line[..length], out left) is { } wrong) return Break(wrong);
        chunk++;
        part = left == 0 ? Part.Trailers : Part.Data;
        return ParseState.More;
    }

    private ParseState EndData(byte next)
    {
        if (next == '\r' && part == Part.DataEnd)
        {
            part = Part.DataEndAfterCr;
            return ParseState.More;
        }
        if (next != '\n') return Break($"its data is followed by {Quoted.Text([next])}; right would be CRLF and the next size");
        part = Part.Size;
        return ParseState.More;
    }

    private ParseState NextTrailer(ReadOnlySpan<byte> bytes, out int consumed)
    {
        var state = lines.Next(bytes, trailerBytes, mayFold: true, out consumed, out var line, out var length);
        if (state == ParseState.Broken) return Break(lines.Problem);
        if (state == ParseState.More) return state;
        trailerBytes -= line.Length;
        if (length == 0) return ParseState.Done;
        return FieldLine.NameLength(line[..length]) < 0 ? Break(FieldLine.Wrong(line[..length])) : ParseState.More;
    }

    private ParseState Break(string? what)
    {
        Problem = $"{Where}: {what}";
        return ParseState.Broken;
    }
}
