using System.Diagnostics;
using System.Net;
using System.Text;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class HttpStatusToxicTests : HttpProxyFixture
{
    [Fact]
    public async Task TenPercentOfPostCharge_AreAnswered503_OnOneConnectionThatStaysUsable()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Percentage = 10, Method = "POST", Path = "/charge", Body = "no money" });
        const int count = 1_000;
        var failed = 0;
        for (var number = 0; number < count; number++)
        {
            var (status, body) = await AskAsync(HttpMethod.Post, "/charge?n=1", new StringContent("hello"));
            Assert.Equal(status == HttpStatusCode.OK ? "POST /charge 5" : "no money", body);
            if (status == HttpStatusCode.ServiceUnavailable) failed++;
        }

        for (var number = 0; number < 50; number++)
        {
            Assert.Equal((HttpStatusCode.OK, "GET /charge 0"), await AskAsync(HttpMethod.Get, "/charge"));
            Assert.Equal((HttpStatusCode.OK, "POST /refund 5"), await AskAsync(HttpMethod.Post, "/refund", new StringContent("hello")));
        }

        // Four standard deviations of the binomial distribution: 9.5 each.
        Assert.InRange(failed, 62, 138);
        Assert.Equal(count - failed + 100, Requests);
        Assert.Equal(1, Shop.Counters.Accepted);
    }

    [Fact]
    public async Task TwoOnOneConnection_EachHitsItsOwnRequests()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "a", Path = "/a", Status = 503 });
        Shop.AddToxic(new HttpStatusToxic { Name = "b", Path = "/b", Status = 500 });
        for (var number = 0; number < 20; number++)
        {
            Assert.Equal(HttpStatusCode.InternalServerError, (await AskAsync(HttpMethod.Get, "/b")).Status);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(HttpMethod.Get, "/a")).Status);
        }

        Assert.Equal(0, Requests);
        Assert.Equal(1, Shop.Counters.Accepted);
    }

    [Fact]
    public async Task Percentage_OnManyConnections_HitsTheSameShare()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Percentage = 30 });
        const int count = 300;
        var statuses = new List<HttpStatusCode>();
        for (var number = 0; number < count; number++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { ConnectionClose = true } };
            using var response = await Client.SendAsync(request, Token);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(count, Shop.Counters.Accepted);
        // Four standard deviations: 7.9 each.
        Assert.InRange(statuses.Count(status => status == HttpStatusCode.ServiceUnavailable), 58, 122);
    }

    [Fact]
    public async Task ManyAtOnce_EachGetsItsOwnAnswer()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Percentage = 50, Status = 429, Path = "/charge*" });
        await Parallel.ForAsync(0, 500, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token }, async (number, _) =>
        {
            var content = new string('x', number * 100);
            var (status, body) = await AskAsync(HttpMethod.Post, $"/charge/{number}", new StringContent(content));
            Assert.Equal(status == HttpStatusCode.TooManyRequests ? "" : $"POST /charge/{number} {content.Length}", body);
        });
    }

    [Fact]
    public async Task Head_IsAnsweredWithoutABody()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Body = "no" });

        using var response = await Client.SendAsync(new(HttpMethod.Head, "/"), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(2, response.Content.Headers.ContentLength);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no"), await AskAsync(HttpMethod.Get, "/"));
        Assert.Equal(1, Shop.Counters.Accepted);
        Assert.Equal(0, Requests);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(0)]
    public async Task Upload_InChunksOrWithALength_IsSwallowedOrPassedWhole(int percentage)
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Percentage = percentage, Body = "no" });
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        for (var round = 0; round < 5; round++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/") { Content = new ByteArrayContent(bytes), Headers = { TransferEncodingChunked = round % 2 == 0 } };
            using var response = await Client.SendAsync(request, Token);
            Assert.Equal(percentage == 0 ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(percentage == 0 ? "PUT / 3000000" : "no", await response.Content.ReadAsStringAsync(Token));
        }

        Assert.Equal(1, Shop.Counters.Accepted);
        Assert.Equal(percentage == 0 ? 5 : 0, Requests);
    }

    [Fact]
    public async Task ExpectContinue_IsAnsweredWithoutWaitingForTheBody()
    {
        Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Body = "no" });
        using var client = await Shop.Listen.ConnectAsync(Token);

        var started = Stopwatch.GetTimestamp();
        await client.SendAllAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"u8.ToArray(), Token);

        var answer = Encoding.ASCII.GetString(await client.ReceiveAllAsync(Token));
        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("Connection: close\r\n\r\nno", answer, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, 900);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Headers = { ExpectContinue = true }, Content = new ByteArrayContent(new byte[100_000]) };
        using var response = await Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, Requests);
    }

    [Fact]
    public async Task SameSeed_HitsTheSameRequests()
    {
        async Task<string> HitsAsync(int seed)
        {
            await using var set = new ProxySet(TimeProvider.System, seed);
            var proxy = await set.AddAsync(new() { Name = "shop", Listen = "127.0.0.1:0", Upstream = Shop.Upstream, Toxics = [new HttpStatusToxic { Name = "refuse", Percentage = 50 }] }, Token);
            using var client = new HttpClient { BaseAddress = new($"http://{proxy.Listen}") };
            var hits = new StringBuilder();
            for (var number = 0; number < 100; number++) hits.Append((await AskAsync(HttpMethod.Get, "/", client: client)).Status == HttpStatusCode.OK ? '.' : 'x');
            return hits.ToString();
        }

        var first = await HitsAsync(7);
        Assert.Equal(first, await HitsAsync(7));
        Assert.NotEqual(first, await HitsAsync(8));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("PING\r\n")]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    [InlineData("EHLO shop.local\r\n")]
    [InlineData("GET key\r\n")]
    public async Task WhatIsNoHttp_PassesAtOnce(string text)
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address, "other");
        proxy.AddToxic(new HttpStatusToxic { Name = "refuse" });
        using var client = await proxy.Listen.ConnectAsync(Token);

        for (var round = 0; round < 3; round++)
            Assert.Equal(text, Encoding.ASCII.GetString(await client.AskAsync(Encoding.ASCII.GetBytes(text), Token)));
    }

    [Fact]
    public async Task AddToxic_AndRemoveToxic_WhileRequestsRun_NeverLeaveAnAnswerOut()
    {
        using var stop = new CancellationTokenSource();
        var churn = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (!Shop.RemoveToxic("refuse")) Shop.AddToxic(new HttpStatusToxic { Name = "refuse", Percentage = 50 });
                await Task.Delay(1, CancellationToken.None);
            }
        }, Token);

        await Parallel.ForAsync(0, 2_000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (_, _) =>
            Assert.Contains((await AskAsync(HttpMethod.Get, "/")).Status, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable]));
        await stop.CancelAsync();
        await churn;
    }
}
