using System.Diagnostics;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class BandwidthToxicTests(ITestOutputHelper output) : ProxyFixture
{
    /// <summary>All lines are used at once, so that they take the time of one.</summary>
    [Fact]
    public async Task AddToxic_Rates_AreKeptWithinFivePercentOverFiveSeconds()
    {
        await using var flood = new LoopbackServer(async socket =>
        {
            while (true) await socket.SendAllAsync(new byte[64 * 1024]);
        });
        await using var drain = new LoopbackServer(async socket =>
        {
            while (await socket.ReceiveAsync(new byte[64 * 1024]) > 0) ;
        });

        var all = await Task.WhenAll(
            RateAsync(flood.Address, ToxicStream.Downstream, 20),
            RateAsync(flood.Address, ToxicStream.Downstream, 1_000),
            RateAsync(flood.Address, ToxicStream.Downstream, 10_000),
            RateAsync(drain.Address, ToxicStream.Upstream, 300),
            RateAsync(drain.Address, ToxicStream.Upstream, 10_000));

        Assert.All(all, line => Assert.InRange(line.Seen, 0.95 * line.Asked, 1.05 * line.Asked));
    }

    [Fact]
    public async Task AddToxic_OneSmallPiece_TakesAsLongAsTheLineNeedsForIt()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new BandwidthToxic { Name = "narrow", Rate = 10 });
        using var client = await proxy.Listen.ConnectAsync(Token);

        for (var round = 0; round < 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await client.AskAsync(new byte[500], Token);
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 50, 300);
        }
    }

    [Fact]
    public async Task ChangeToxic_FromRateZero_LetsThroughWhatWasHeld()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new BandwidthToxic { Name = "closed" });
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.SendAllAsync(new byte[] { 1, 2, 3 }, Token);
        var answer = client.ReceiveAsync(3, Token);

        await Task.Delay(200, Token);
        Assert.False(answer.IsCompleted);
        Assert.Equal(1, proxy.Counters.Open);
        proxy.ChangeToxic("closed", toxic => (BandwidthToxic)toxic with { Rate = 1_000 });

        Assert.Equal([1, 2, 3], await answer);
    }

    private async Task<(double Asked, double Seen)> RateAsync(string upstream, ToxicStream stream, long rate)
    {
        var proxy = await AddAsync(upstream, $"{stream} {rate}");
        proxy.AddToxic(new BandwidthToxic { Name = "narrow", Stream = stream, Rate = rate });
        using var client = await proxy.Listen.ConnectAsync(Token);
        using var stop = new CancellationTokenSource();
        var use = stream == ToxicStream.Downstream
            ? UseAsync(async buffer => _ = await client.ReceiveAsync(buffer, stop.Token))
            : UseAsync(async buffer => await client.SendAllAsync(buffer, stop.Token));
        long Passed() => stream == ToxicStream.Downstream ? proxy.Counters.BytesDownstream : proxy.Counters.BytesUpstream;

        // The first pieces pay for what the sockets can take without anybody reading.
        await Task.Delay(500, Token);
        var (before, started) = (Passed(), Stopwatch.GetTimestamp());
        await Task.Delay(5_000, Token);
        var seen = (Passed() - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await stop.CancelAsync();
        await use;

        output.WriteLine($"{stream}, {rate:N0} KB/s: {seen / 1000:N1} KB/s");
        return (rate * 1000, seen);
    }

    private static async Task UseAsync(Func<byte[], Task> use)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true) await use(buffer);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
