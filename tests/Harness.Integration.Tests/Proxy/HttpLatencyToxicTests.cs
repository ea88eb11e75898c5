using System.Diagnostics;
using System.Net;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class HttpLatencyToxicTests(ITestOutputHelper output) : HttpProxyFixture
{
    [Fact]
    public async Task MatchingRequests_ComeThatMuchLaterAndOthersAtOnce()
    {
        await DelaysAsync(HttpMethod.Post, "/charge", 20);
        Shop.AddToxic(new HttpLatencyToxic { Name = "slow", Latency = Ms(50), Method = "POST", Path = "/charge" });

        var slow = await DelaysAsync(HttpMethod.Post, "/charge", 20);
        var others = await DelaysAsync(HttpMethod.Get, "/charge", 20);

        Assert.All(slow, delay => Assert.InRange(delay, 50, 500));
        Assert.InRange(slow[10], 50, 60);
        Assert.InRange(others[10], 0, 20);
        Assert.Equal(60, Requests);
        Assert.Equal(1, Shop.Counters.Accepted);
    }

    [Fact]
    public async Task Percentage_SlowsThatShare()
    {
        Shop.AddToxic(new HttpLatencyToxic { Name = "slow", Latency = Ms(60), Percentage = 25 });

        var delays = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var client = NewClient();
            return await DelaysAsync(HttpMethod.Get, "/", 20, client);
        }));

        // Four standard deviations of the binomial distribution of 200: 6.1 each.
        Assert.InRange(delays.SelectMany(delay => delay).Count(delay => delay >= 60), 26, 80);
    }

    private async Task<List<double>> DelaysAsync(HttpMethod method, string path, int count, HttpClient? client = null)
    {
        var delays = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var started = Stopwatch.GetTimestamp();
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(method, path, client: client)).Status);
            delays.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        delays.Sort();
        output.WriteLine($"{method} {path}: {string.Join(' ', delays.Select(delay => $"{delay:F2}"))}");
        return delays;
    }
}
