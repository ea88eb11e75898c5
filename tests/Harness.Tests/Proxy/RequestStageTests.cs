using Harness.Proxy;

namespace Harness.Tests.Proxy;

/// <summary>Toxics on requests: which they hit, and what becomes of the bytes, however they are cut.</summary>
public sealed class RequestStageTests
{
    private const string Get = "GET /orders/7?x=1 HTTP/1.1\r\nHost: a\r\n\r\n", Post = "POST /charge HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        Chunked = "POST /charge HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nT: 1\r\n\r\n";

    private static HttpStatusToxic Status(string method = "", string path = "", double percentage = 100) => new() { Name = "h", Method = method, Path = path, Percentage = percentage, Body = "no" };

    [Theory]
    [InlineData("POST", "/charge", Post, true)]
    [InlineData("post", "", Chunked, true)]
    [InlineData("GET, POST", "/ch*", Post, true)]
    [InlineData("GET", "", Post, false)]
    [InlineData("", "/orders/*", Get, true)]
    [InlineData("", "/orders/7", Get, true)]
    [InlineData("", "*7", Get, true)]
    [InlineData("", "/orders", Get, false)]
    [InlineData("", "/o*s/*7", Get, true)]
    public void Status_MatchingRequest_IsAnsweredAndNotSentOn(string method, string path, string request, bool isHit)
    {
        var bed = new StageTestBed(Status(method, path));
        bed.Push(request);
        Assert.Equal(isHit ? "" : request, bed.At(0));
        Assert.Equal(isHit ? "HTTP/1.1 503 Injected\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 2\r\n\r\nno" : "", bed.Answered);
    }

    [Theory]
    [InlineData(Get)]
    [InlineData(Post)]
    [InlineData(Chunked)]
    public void Status_RequestCutAnywhere_IsTheSame(string request)
    {
        for (var cut = 1; cut < request.Length; cut++)
        {
            var hit = new StageTestBed(Status());
            hit.Push(request[..cut]);
            hit.Push(request[cut..]);
            Assert.Equal("", hit.At(0));
            Assert.EndsWith("\r\n\r\nno", hit.Answered, StringComparison.Ordinal);

            var missed = new StageTestBed(Status(path: "/other"));
            missed.Push(request[..cut]);
            missed.Push(request[cut..]);
            Assert.Equal(request, missed.At(0));
            Assert.Equal("", missed.Answered);
        }
    }

    [Fact]
    public void Status_Percentage_HitsThatShareAndTheSameOnesAgain()
    {
        static string Hits(ulong seed)
        {
            var bed = new StageTestBed(Status(percentage: 30), seed);
            return string.Concat(Enumerable.Range(0, 1_000).Select(i =>
            {
                bed.Received = i;
                bed.Push(Get);
                return bed.At(0).Length > 0 ? '.' : 'x';
            }));
        }
        var first = Hits(7);
        Assert.Equal(first, Hits(7));
        Assert.NotEqual(first, Hits(8));
        // Four standard deviations of the binomial distribution: 14.5 each.
        Assert.InRange(first.Count(hit => hit == 'x'), 242, 358);
    }

    [Fact]
    public void Status_RequestBehindAnUnansweredOne_IsLetThrough()
    {
        var bed = new StageTestBed(Status("POST"));
        bed.Push(Get + Post);
        Assert.Equal(Get + Post, bed.At(0));
        bed.Push(Post);
        Assert.Equal(Post, bed.At(0));
        bed.Received = 100;
        bed.Push(Post);
        Assert.Equal("", bed.At(0));
        Assert.NotEqual("", bed.Answered);
    }

    [Fact]
    public void Status_ClientThatReadsNothing_IsNotAnsweredMore()
    {
        var bed = new StageTestBed(Status()) { ClientReads = false };
        bed.Push(Get);
        Assert.Equal(Get, bed.At(0));
        Assert.Equal("", bed.Answered);
    }

    [Theory]
    [InlineData("HEAD / HTTP/1.1\r\n\r\n", "Content-Length: 2\r\n\r\n")]
    [InlineData("GET / HTTP/1.0\r\n\r\n", "Connection: close\r\n\r\nno[Close]")]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "Connection: close\r\n\r\nno[Close]")]
    public void Status_AnswersAsTheClientAsked(string request, string end)
    {
        var bed = new StageTestBed(Status());
        bed.Push(request);
        Assert.Equal("", bed.At(0));
        Assert.EndsWith(end, bed.Answered, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_ClientThatWaitsToContinue_IsAnsweredAtItsHead()
    {
        var bed = new StageTestBed(Status());
        bed.Push("POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        Assert.EndsWith("Connection: close\r\n\r\nno[Close]", bed.Answered, StringComparison.Ordinal);
        var answered = bed.Answered;
        bed.Push("hello");
        Assert.Equal(("", answered), (bed.At(0), bed.Answered));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("PING\r\n")]
    [InlineData("GET key\r\n")]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    [InlineData("LONGER-THAN-ANY-METHOD-THAT-ANYBODY-USES")]
    public void Status_WhatCannotBecomeARequest_IsNotKept(string bytes)
    {
        var bed = new StageTestBed(Status());
        bed.Push(bytes);
        Assert.Equal(bytes, bed.At(0));
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001 not http")]
    [InlineData("hello\r\n\r\nworld")]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n\u0001\u0002")]
    [InlineData("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\nabc")]
    public void Status_WhatIsNoRequest_PassesAsItCame(string bytes)
    {
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var bed = new StageTestBed(Status());
            bed.Push(bytes[..cut]);
            bed.Push(bytes[cut..]);
            bed.End();
            Assert.Equal(bytes + "[End]", bed.At(0));
            Assert.Equal("", bed.Answered);
        }
    }

    [Fact]
    public void Status_AfterWhatIsNoRequest_TheNextOneIsSeen()
    {
        var bed = new StageTestBed(Status());
        bed.Push("\u0001\u0002 the end of a body");
        Assert.NotEqual("", bed.At(0));
        bed.Received = 5;
        bed.Push(Get);
        Assert.Equal("", bed.At(0));
    }

    [Fact]
    public void Status_RemovedInTheMiddleOfARequestThatIsHit_Closes()
    {
        var bed = new StageTestBed(Status());
        bed.Push(Post[..^2]);
        bed.Remove("h", 1);
        Assert.Equal("[Close]", bed.At(1));
    }

    [Fact]
    public void Status_RemovedInTheMiddleOfAHead_ItPasses()
    {
        var bed = new StageTestBed(Status());
        bed.Push(Get[..10]);
        bed.Remove("h", 1);
        Assert.Equal(Get[..10], bed.At(1));
    }

    [Fact]
    public void Latency_MatchingRequest_IsSentOnLaterAndWholeAndTheNextAtOnce()
    {
        var bed = new StageTestBed(new HttpLatencyToxic { Name = "h", Latency = TimeSpan.FromMilliseconds(100), Path = "/charge" });
        bed.Push(Post, 5);
        Assert.Equal("", bed.At(104));
        Assert.Equal(Post, bed.At(105));
        bed.Push(Get, 200);
        Assert.Equal(Get, bed.At(200));
    }
}
