using System.Net.Sockets;
using System.Text;
using Harness.Benchmarks.Truth;

namespace Harness.Integration.Tests.Load;

/// <summary>The servers that the truth tests trust: their rules, what they read, and that they do what they record.</summary>
public sealed class TruthServerTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4499, 0)]
    [InlineData(4500, 1000)]
    [InlineData(5000, 500)]
    [InlineData(5499, 1)]
    [InlineData(5500, 0)]
    [InlineData(14_600, 900)]
    public void Freeze_OfASecondInTen_HoldsToItsEnd(int arrival, int delay) =>
        Assert.Equal(TimeSpan.FromMilliseconds(delay), new Freeze(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1)).Next(TimeSpan.FromMilliseconds(arrival)));

    [Fact]
    public void Mixture_OfASeed_HasItsSharesAndComesAgain()
    {
        const int Count = 100_000;
        var mixture = new Mixture(TruthRules.Seed);
        var delays = Enumerable.Range(0, Count).Select(_ => mixture.Next(TimeSpan.Zero)).ToList();
        mixture.Reset();

        Assert.Equal(delays, Enumerable.Range(0, Count).Select(_ => mixture.Next(TimeSpan.Zero)));
        foreach (var (milliseconds, share) in ((int, double)[])[(1, 0.85), (10, 0.13), (100, 0.018), (500, 0.002)])
            Assert.Equal(share, delays.Count(delay => delay == TimeSpan.FromMilliseconds(milliseconds)) / (double)Count, 4 * Math.Sqrt(share * (1 - share) / Count)); // four standard deviations
    }

    [Fact]
    public void Figures_AreByNearestRank()
    {
        var figures = TruthFigures.Of([.. Enumerable.Range(1, 1000).Reverse().Select(i => TimeSpan.FromMilliseconds(i))]);

        Assert.Equal(new TruthFigures(1000, 500, 990, 999, 1000), figures);
        Assert.Null(TruthFigures.Of([]).P99);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void RequestReader_WhereverTheBytesAreSplit_FindsTheSameRequests(int size)
    {
        var bytes = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST /reset HTTP/1.1\r\ncontent-length: 5\r\n\r\nGET /GET /truth HTTP/1.1\r\n\r\n");
        var reader = new RequestReader();
        var found = new List<string>();
        foreach (var part in bytes.Chunk(size))
        {
            foreach (var one in part)
            {
                reader.Room.Span[0] = one;
                reader.Came(1);
            }
            while (reader.Next() is { } request) found.Add(request);
        }

        Assert.Equal(["GET /", "POST /reset", "GET /truth"], found);
    }

    [Fact]
    public async Task Server_ThatHoldsAnswers_RecordsWhatTheClientSees()
    {
        await using var server = new TruthServer(new Mixture(TruthRules.Seed));
        var port = new Uri(server.Url).Port;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var buffer = new byte[1024];
        const int Count = 300;
        for (var i = 0; i < Count; i++)
        {
            await stream.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.EndsWith("\r\n\r\nok", Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        }
        await Poll.UntilAsync("the last one is recorded", TimeSpan.FromSeconds(5), () => server.Figures.Count == Count);

        Assert.InRange(server.Figures.P50!.Value, 1, 1.5);
        using var asking = new TruthClient(server.Url);
        Assert.Equal(server.Figures, await asking.Figures(TestContext.Current.CancellationToken));
    }
}
