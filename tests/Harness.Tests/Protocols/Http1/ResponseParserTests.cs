using System.Text;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>The life of a parser: begin, feed, end, again.</summary>
public sealed class ResponseParserTests
{
    private static readonly byte[] Response = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"u8.ToArray();

    [Fact]
    public void HasBegun_FirstByte_IsTrue()
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false, keepHead: false, keepBody: 0);
        Assert.Equal(ParseState.More, parser.Feed([], out _));
        Assert.False(parser.HasBegun);
        Assert.Equal(ParseState.More, parser.Feed("H"u8, out _));
        Assert.True(parser.HasBegun);
        parser.Begin(toHead: false, keepHead: false, keepBody: 0);
        Assert.False(parser.HasBegun);
    }

    [Fact]
    public void KeepAlive_HeadIsNotWhole_IsFalse()
    {
        var parser = new ResponseParser();
        parser.Feed(Response.AsSpan(0, 30), out _);
        Assert.False(parser.KeepAlive);
        parser.Feed(Response.AsSpan(30), out _);
        Assert.True(parser.KeepAlive);
    }

    [Fact]
    public void Feed_AfterDone_ConsumesNothing()
    {
        var parser = new ResponseParser();
        Assert.Equal(ParseState.Done, parser.Feed(Response, out _));
        Assert.Equal(ParseState.Done, parser.Feed(Response, out var consumed));
        Assert.Equal(0, consumed);
        Assert.Equal(ParseState.Done, parser.End());
    }

    [Fact]
    public void Feed_AfterBroken_ConsumesNothing()
    {
        var parser = new ResponseParser();
        Assert.Equal(ParseState.Broken, parser.Feed("HTTP/3 200 OK\r\n"u8, out _));
        var problem = parser.Problem;
        Assert.Equal(ParseState.Broken, parser.Feed(Response, out var consumed));
        Assert.Equal(0, consumed);
        Assert.Equal(ParseState.Broken, parser.End());
        Assert.Equal(problem, parser.Problem);
    }

    [Fact]
    public void Feed_Pipelined_GivesOneAfterAnother()
    {
        var parser = new ResponseParser();
        byte[] bytes = [.. Response, .. "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"u8, .. Response];
        var at = 0;
        foreach (var status in (int[])[200, 404, 200])
        {
            parser.Begin(toHead: false, keepHead: false, keepBody: 0);
            Assert.Equal(ParseState.Done, parser.Feed(bytes.AsSpan(at), out var consumed));
            Assert.Equal(status, parser.Status);
            at += consumed;
        }
        Assert.Equal(bytes.Length, at);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 2")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nhel")]
    [InlineData("HTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nA: b\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n")]
    public void Begin_AfterAnyEnd_ForgetsEverything(string before)
    {
        var parser = new ResponseParser();
        var fresh = Reading.Of(new(), Response, []);
        Reading.Of(parser, Encoding.Latin1.GetBytes(before), [], closes: false);
        Assert.Equal(fresh, Reading.Of(parser, Response, []));
        Reading.Of(parser, Encoding.Latin1.GetBytes(before), [], closes: true);
        Assert.Equal(fresh, Reading.Of(parser, Response, []));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 0, 0)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n c\r\n\r\nhello", 1, 22)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n", 1, 48)]
    [InlineData("HTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", 100, 80)]
    public void Feed_SteadyState_AllocatesNothing(string text, int keepBody, int cut)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        var parser = new ResponseParser();
        for (var warm = 0; warm < 100; warm++) Parse(parser, bytes, keepBody, cut);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var one = 0; one < 1000; one++) Parse(parser, bytes, keepBody, cut);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Feed_LineWithoutEnd_IsBoundedInMemory()
    {
        var parser = new ResponseParser();
        var line = new byte[1 << 20];
        line.AsSpan().Fill((byte)'a');
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ParseState.Broken, parser.Feed(line, out var consumed));

        Assert.Equal(ResponseParser.MaxHead, consumed);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 * ResponseParser.MaxHead);
    }

    private static void Parse(ResponseParser parser, byte[] bytes, int keepBody, int cut)
    {
        parser.Begin(toHead: false, keepHead: keepBody > 0, keepBody);
        parser.Feed(bytes.AsSpan(0, cut), out _);
        if (parser.Feed(bytes.AsSpan(cut), out _) != ParseState.Done) throw new InvalidOperationException(parser.Problem);
    }
}
