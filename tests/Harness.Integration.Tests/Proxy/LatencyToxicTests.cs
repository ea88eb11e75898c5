using System.Diagnostics;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>Upper bounds are wide, for a shared machine may stop for a while; lower ones are exact.</summary>
public sealed class LatencyToxicTests(ITestOutputHelper output) : ProxyFixture
{
    [Theory]
    [InlineData(ToxicStream.Downstream)]
    [InlineData(ToxicStream.Upstream)]
    public async Task AddToxic_LatencyOf50Ms_DelaysEachAnswerByThatAndNeverLess(ToxicStream stream)
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Stream = stream, Latency = Ms(50) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        var delays = await DelaysAsync(client, 20);

        Assert.All(delays, delay => Assert.InRange(delay, 50, 250));
        Assert.InRange(delays.Order().ElementAt(10), 50, 75);
    }

    /// <summary>A machine that is busy with something else is late by itself: the best of three medians counts. Early is none of them, ever.</summary>
    [Fact]
    public async Task AddToxic_LatencyOf100Ms_IsLessThan2MsLateAtTheMedian()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(100) });
        using var client = await proxy.Listen.ConnectAsync(Token);
        var medians = new List<double>();

        for (var round = 0; round < 3 && !medians.Any(median => median < 102); round++)
        {
            var delays = await DelaysAsync(client, 15);
            Assert.All(delays, delay => Assert.InRange(delay, 100, 1_000));
            medians.Add(delays.Order().ElementAt(7));
        }

        Assert.InRange(medians.Min(), 100, 102);
    }

    [Fact]
    public async Task AddToxic_OneEachWay_AddUp()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(20) });
        proxy.AddToxic(new LatencyToxic { Name = "slower", Latency = Ms(30) });
        proxy.AddToxic(new LatencyToxic { Name = "slow there", Stream = ToxicStream.Upstream, Latency = Ms(25) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        Assert.All(await DelaysAsync(client, 5), delay => Assert.InRange(delay, 75, 275));
    }

    [Fact]
    public async Task AddToxic_Jitter_StaysInItsRange()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "jittery", Latency = Ms(30), Jitter = Ms(20) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        var delays = await DelaysAsync(client, 40);

        Assert.All(delays, delay => Assert.InRange(delay, 10, 250));
        Assert.True(delays.Max() - delays.Min() > 15);
    }

    [Fact]
    public async Task AddToxic_HundredChunks_AreDelayedSideBySide()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(100) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < 100; number++)
        {
            await client.SendAllAsync(new byte[] { (byte)number }, Token);
            await Task.Delay(1, Token);
        }

        var answer = await client.ReceiveAsync(100, Token);

        Assert.Equal(Enumerable.Range(0, 100).Select(number => (byte)number), answer);
        // One after the other they would take ten seconds.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 100, 4_000);
    }

    [Fact]
    public async Task RemoveToxic_WhileHolding_ReleasesAllAtOnce()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);
        proxy.AddToxic(new LatencyToxic { Name = "stuck", Latency = TimeSpan.FromHours(1) });
        var bytes = new byte[1_000_000];
        new Random(1).NextBytes(bytes);
        await client.SendAllAsync(bytes, Token);
        await UntilAsync(() => proxy.Counters.BytesUpstream == bytes.Length + 1, Token);
        Assert.Equal(0, client.Available);

        var started = Stopwatch.GetTimestamp();
        Assert.True(proxy.RemoveToxic("stuck"));
        Assert.False(proxy.RemoveToxic("stuck"));

        Assert.Equal(bytes, await client.ReceiveAsync(bytes.Length, Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, 1_000);
    }

    [Fact]
    public async Task AddToxic_SenderThatNeverStops_IsHeldBackAtTheLimit()
    {
        await using var server = new LoopbackServer(socket => socket.SendAllAsync(new byte[80 * 1024 * 1024]));
        var proxy = await AddAsync(server.Address);
        proxy.AddToxic(new LatencyToxic { Name = "stuck", Latency = TimeSpan.FromHours(1) });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var client = await proxy.Listen.ConnectAsync(Token);

        await Task.Delay(500, Token);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 130 * 1024 * 1024);
        Assert.Equal(0, proxy.Counters.BytesDownstream);
        proxy.RemoveToxic("stuck");

        Assert.Equal(80 * 1024 * 1024, (await client.ReceiveAllAsync(Token)).Length);
    }

    private async Task<List<double>> DelaysAsync(System.Net.Sockets.Socket client, int count)
    {
        var delays = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var started = Stopwatch.GetTimestamp();
            await client.AskAsync(new byte[] { 1 }, Token);
            delays.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        output.WriteLine(string.Join(' ', delays.Order().Select(delay => $"{delay:F2}")));
        return delays;
    }
}
