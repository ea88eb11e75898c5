using Harness.Protocols.Http1;

namespace Harness.Tests.Protocols.Http1;

/// <summary>Where the limits are, to the byte.</summary>
public sealed class ResponseParserLimitTests
{
    private const string Start = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nA: ";
    private const string End = "\r\n\r\n";

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Feed_HeadAroundItsLimit_IsExact(int over, bool fits)
    {
        var value = new string('b', ResponseParser.MaxHead - Start.Length - End.Length + over);
        Assert.Equal(fits, Reading.Of(Start + value + End).State == ParseState.Done);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Feed_InterimHead_CountsToo(int over, bool fits)
    {
        const string interim = "HTTP/1.1 103 E\r\nLink: a\r\n\r\n";
        var value = new string('b', ResponseParser.MaxHead - interim.Length - Start.Length - End.Length + over);
        Assert.Equal(fits, Reading.Of(interim + Start + value + End).State == ParseState.Done);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Feed_Trailers_CountToo(int over, bool fits)
    {
        const string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        var value = new string('b', ResponseParser.MaxHead - head.Length - "A: ".Length - End.Length + over);
        Assert.Equal(fits, Reading.Of($"{head}0\r\nA: {value}{End}").State == ParseState.Done);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Feed_SizeLineAroundItsLimit_IsExact(int over, bool fits)
    {
        var extension = new string('b', ChunkedBody.MaxSizeLine - "0;\r\n".Length + over);
        Assert.Equal(fits, Reading.Of($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0;{extension}\r\n\r\n").State == ParseState.Done);
    }

    [Fact]
    public void Feed_BodyOverThePieces_IsCountedBeyondTheHeadsLimit()
    {
        var body = new string('b', 10 * ResponseParser.MaxHead);
        Assert.Equal(body.Length, Reading.Of($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}", keepBody: 0).BodyBytes);
    }

    [Fact]
    public void Problem_LongLine_ShowsItsStartOnly()
    {
        var problem = Reading.Of($"HTTP/1.1 200 OK\r\n{new string('b', 5000)}\r\nA: b\r\n").Problem;
        Assert.InRange(problem!.Length, 60, 200);
        Assert.Contains("...\"", problem, StringComparison.Ordinal);
    }
}
