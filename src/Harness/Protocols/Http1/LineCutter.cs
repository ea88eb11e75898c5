namespace Harness.Protocols.Http1;

/// <summary>
/// Cuts bytes into lines. A line that is whole in what was given is handed out as it lies there; only one that is not is gathered in a stash,
/// byte by byte, as is one that is folded. A line ends with CRLF or a bare LF (RFC 9112, 2.2); a bare CR or a NUL in it is an error
/// (RFC 9112, 2.2 and RFC 9110, 5.5).
/// </summary>
internal sealed class LineCutter
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';
    private const byte Space = (byte)' ';
    private const byte Tab = (byte)'\t';
    private const int SmallestStash = 256;

    private byte[] stash = [];
    private int held;

    /// <summary>The length of the line end that the stash ends with, where the next byte tells whether a fold follows; 0 where none.</summary>
    private int ending;

    /// <summary>What is wrong, where a line is broken.</summary>
    public string? Problem { get; private set; }

    public void Clear() => (held, ending, Problem) = (0, 0, null);

    /// <summary>Gives the next line.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="limit">The length that the line, with its end, may have.</param>
    /// <param name="mayFold">Whether a line that begins with white space goes on with the one before (RFC 9112, 5.2); the line end between becomes spaces.</param>
    /// <param name="consumed">How much of the bytes is used up.</param>
    /// <param name="line">The line with its end where it is <see cref="ParseState.Done"/>; valid until the next call.</param>
    /// <param name="length">The length of the line without its end.</param>
    public ParseState Next(ReadOnlySpan<byte> bytes, int limit, bool mayFold, out int consumed, out ReadOnlySpan<byte> line, out int length)
    {
        if (held == 0)
        {
            var within = bytes.Length > limit ? bytes[..limit] : bytes;
            length = within.IndexOfAny(Lf, Cr, (byte)0);
            consumed = EndAt(within, length);
            if (consumed > 0 && (!mayFold || length == 0 || (consumed < bytes.Length && bytes[consumed] is not (Space or Tab))))
            {
                line = bytes[..consumed];
                return ParseState.Done;
            }
        }
        return Gather(bytes, limit, mayFold, out consumed, out line, out length);
    }

    /// <summary>Where the line end at an index is over, or 0 where there is none or not all of it.</summary>
    private static int EndAt(ReadOnlySpan<byte> bytes, int index)
    {
        if (index < 0) return 0;
        if (bytes[index] == Lf) return index + 1;
        return bytes[index] == Cr && index + 1 < bytes.Length && bytes[index + 1] == Lf ? index + 2 : 0;
    }

    private ParseState Gather(ReadOnlySpan<byte> bytes, int limit, bool mayFold, out int consumed, out ReadOnlySpan<byte> line, out int length)
    {
        line = default;
        length = 0;
        for (consumed = 0; consumed < bytes.Length; consumed++)
        {
            var next = bytes[consumed];
            if (ending > 0)
            {
                if (next is not (Space or Tab)) return HandOut(out line, out length);
                stash.AsSpan(held - ending, ending).Fill(Space);
                ending = 0;
            }
            if (held >= limit) return Break($"does not end within {limit} bytes, which is all that is left for it");
            if (next == 0) return Break("has a NUL byte; right would be text");
            if (next != Lf && held > 0 && stash[held - 1] == Cr) return Break("has a CR without LF; right would be CRLF at its end only");

            Hold(next, limit);
            if (next != Lf) continue;
            ending = held > 1 && stash[held - 2] == Cr ? 2 : 1;
            if (mayFold && held > ending) continue;
            consumed++;
            return HandOut(out line, out length);
        }
        return ParseState.More;
    }

    private void Hold(byte next, int limit)
    {
        if (held == stash.Length) Array.Resize(ref stash, Math.Min(limit, Math.Max(SmallestStash, held * 2)));
        stash[held++] = next;
    }

    private ParseState HandOut(out ReadOnlySpan<byte> line, out int length)
    {
        line = stash.AsSpan(0, held);
        length = held - ending;
        held = ending = 0;
        return ParseState.Done;
    }

    private ParseState Break(string what)
    {
        Problem = $"{Quoted.Text(stash.AsSpan(0, held))} {what}";
        return ParseState.Broken;
    }
}
