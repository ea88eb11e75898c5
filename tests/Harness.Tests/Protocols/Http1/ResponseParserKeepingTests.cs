using System.Runtime.InteropServices;
using System.Text;
using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>What a parser keeps of a response for those who look at it.</summary>
public sealed class ResponseParserKeepingTests
{
    private const string Counted = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n";
    private const string AtClose = "HTTP/1.1 200 OK\r\n\r\n0123456789";

    [Theory]
    [InlineData(Counted)]
    [InlineData(Chunked)]
    [InlineData(AtClose)]
    public void Body_ShorterThanAsked_IsWhole(string bytes)
    {
        foreach (var keep in (int[])[10, 11, 1000])
        {
            var reading = Reading.Of(bytes, closes: true, keepBody: keep);
            Assert.Equal(("0123456789", 10, false), (reading.Body, reading.BodyBytes, reading.IsCut));
        }
    }

    [Theory]
    [InlineData(Counted)]
    [InlineData(Chunked)]
    [InlineData(AtClose)]
    public void Body_LongerThanAsked_IsItsStart(string bytes)
    {
        foreach (var keep in Enumerable.Range(1, 9))
        {
            var reading = Reading.Of(bytes, closes: true, keepBody: keep);
            Assert.Equal(("0123456789"[..keep], 10, true), (reading.Body, reading.BodyBytes, reading.IsCut));
        }
    }

    [Theory]
    [InlineData(Counted)]
    [InlineData(Chunked)]
    [InlineData(AtClose)]
    public void Body_NotAskedFor_IsCountedOnly(string bytes)
    {
        var reading = Reading.Of(bytes, closes: true, keepBody: 0);
        Assert.Equal(("", 10, false), (reading.Body, reading.BodyBytes, reading.IsCut));
    }

    [Fact]
    public void Begin_LargeBuffer_IsGivenBack()
    {
        var parser = new ResponseParser();
        Reading.Of(parser, Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\n\r\n{new string('a', 3 << 20)}"), [], closes: true);
        Assert.InRange(BufferLength(parser), 3 << 20, 1 << 24);
        Reading.Of(parser, Encoding.Latin1.GetBytes(Counted), []);
        Assert.InRange(BufferLength(parser), 10, 1 << 20);
    }

    [Fact]
    public void Body_AnnouncedLarge_TakesMemoryForWhatComes()
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false, keepHead: false, keepBody: int.MaxValue);
        parser.Feed("HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\nhello"u8, out _);
        Assert.InRange(BufferLength(parser), 5, 4096);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b   c\r\nContent-Length: 0\r\n")]
    [InlineData("HTTP/1.1 103 E\r\nLink: a\r\n\r\nHTTP/1.1 204 No Content\r\nA: b\r\n\r\n", "HTTP/1.1 204 No Content\r\nA: b\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")]
    public void Head_AskedFor_IsOfTheFinalResponse(string bytes, string head) => Assert.Equal(head, Reading.Of(bytes).Head);

    [Fact]
    public void Head_NotAskedFor_IsEmpty()
    {
        var parser = new ResponseParser();
        parser.Begin(toHead: false, keepHead: false, keepBody: 0);
        Assert.Equal(ParseState.Done, parser.Feed(Encoding.Latin1.GetBytes(Counted), out _));
        Assert.True(parser.Head.IsEmpty);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Content-Encoding: gzip\r\n", "gzip")]
    [InlineData("content-encoding:\tbr \r\n", "br")]
    [InlineData("Content-Encoding: deflate\r\n", "deflate")]
    [InlineData("Content-Encoding: zstd\r\n", "zstd")]
    [InlineData("Content-Encoding: identity\r\n", "identity")]
    [InlineData("Content-Encoding: x-cow\r\n", "x-cow")]
    [InlineData("Content-Encoding: gzip\r\nContent-Encoding: br\r\n", "gzip, br")]
    [InlineData("Content-Encodinx: gzip\r\n", null)]
    public void ContentEncoding_BodyIsKept_IsWhatTheHeaderSays(string header, string? encoding)
    {
        Assert.Equal(encoding, Reading.Of($"HTTP/1.1 200 OK\r\n{header}Content-Length: 0\r\n\r\n").ContentEncoding);
        Assert.Null(Reading.Of($"HTTP/1.1 200 OK\r\n{header}Content-Length: 0\r\n\r\n", keepBody: 0).ContentEncoding);
    }

    [Fact]
    public void Begin_NegativeKeepBody_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ResponseParser().Begin(toHead: false, keepHead: false, keepBody: -1));

    private static int BufferLength(ResponseParser parser) => MemoryMarshal.TryGetArray(parser.Body, out var array) ? array.Array!.Length : -1;
}
