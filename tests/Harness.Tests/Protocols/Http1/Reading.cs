using System.Text;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>All that can be seen of a response after a parser was given some bytes. Text is Latin-1, so that a char is a byte.</summary>
internal sealed record Reading(ParseState State, int Status, bool KeepAlive, string Body, long BodyBytes, bool IsCut, int Consumed, string Head, string? ContentEncoding, string? Problem)
{
    private const int KeepAll = 1 << 24;

    /// <summary>Reads bytes that come in one piece.</summary>
    public static Reading Of(string bytes, bool closes = false, bool toHead = false, int keepBody = KeepAll) =>
        Of(new(), Encoding.Latin1.GetBytes(bytes), [], closes, toHead, keepBody);

    /// <summary>
    /// Reads bytes that come cut at some places, then the close where there is one. What must hold of any feeding is asserted on the way.
    /// </summary>
    public static Reading Of(ResponseParser parser, ReadOnlySpan<byte> bytes, IEnumerable<int> cuts, bool closes = false, bool toHead = false, int keepBody = KeepAll)
    {
        parser.Begin(toHead, keepHead: true, keepBody);
        var state = ParseState.More;
        int consumed = 0, from = 0;
        foreach (var to in cuts.Append(bytes.Length))
        {
            var piece = bytes[from..to];
            from = to;
            var before = state;
            state = parser.Feed(piece, out var used);
            Assert.InRange(used, 0, piece.Length);
            if (before != ParseState.More) Assert.Equal((before, 0), (state, used));
            if (state == ParseState.More) Assert.Equal(piece.Length, used);
            Assert.Equal(state == ParseState.Broken, parser.Problem is not null);
            consumed += used;
        }
        if (closes) state = parser.End();
        Assert.InRange(parser.Head.Length, 0, ResponseParser.MaxHead);
        Assert.Equal(parser.BodyIsCut, parser.BodyBytes > parser.Body.Length && keepBody > 0);
        Assert.Equal(bytes.Length > 0, parser.HasBegun);
        Assert.DoesNotContain('\n', parser.Problem ?? "");
        return new(state, parser.Status, parser.KeepAlive, Latin1(parser.Body), parser.BodyBytes, parser.BodyIsCut, consumed, Latin1(parser.Head), parser.ContentEncoding, parser.Problem);
    }

    private static string Latin1(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}
