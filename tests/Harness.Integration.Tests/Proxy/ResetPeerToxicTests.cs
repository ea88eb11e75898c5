using System.Diagnostics;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class ResetPeerToxicTests : ProxyFixture
{
    [Theory]
    [InlineData(ToxicStream.Downstream, false)]
    [InlineData(ToxicStream.Downstream, true)]
    [InlineData(ToxicStream.Upstream, false)]
    [InlineData(ToxicStream.Upstream, true)]
    public async Task AddToxic_NewOrLiveConnection_IsResetOnBothSidesAtItsNextUse(ToxicStream stream, bool isLive)
    {
        var serverSide = new TaskCompletionSource<SocketError>();
        await using var echo = new LoopbackServer(async socket =>
        {
            try
            {
                var buffer = new byte[100];
                while (await socket.ReceiveAsync(buffer) is var count and > 0)
                    await socket.SendAllAsync(buffer.AsMemory(0, count));
                serverSide.SetResult(SocketError.Success);
            }
            catch (SocketException failure)
            {
                serverSide.SetResult(failure.SocketErrorCode);
            }
        });
        var proxy = await AddAsync(echo.Address);
        var toxic = new ResetPeerToxic { Name = "reset", Stream = stream };
        if (!isLive)
            proxy.AddToxic(toxic);
        using var client = await proxy.Listen.ConnectAsync(Token);
        if (isLive)
        {
            await client.AskAsync(new byte[10], Token);
            proxy.AddToxic(toxic);
        }

        await client.SendAllAsync(new byte[10], Token);

        Assert.Equal(SocketError.ConnectionReset, await client.EndAsync(Token));
        Assert.Equal(SocketError.ConnectionReset, await serverSide.Task.WaitAsync(Token));
        await UntilAsync(() => proxy.Counters.Open == 0, Token);
        Assert.Equal(0, proxy.Counters.Failed);
        Assert.Equal(1, proxy.CountersOf("reset")!.Hit);
    }

    [Fact]
    public async Task AddToxic_Timeout_ResetsThatLongAfterTheFirstData()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new ResetPeerToxic { Name = "reset", Timeout = Ms(100) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        await Task.Delay(150, Token);
        var started = Stopwatch.GetTimestamp();
        await client.SendAllAsync(new byte[10], Token);

        Assert.Equal(SocketError.ConnectionReset, await client.EndAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 100, 600);
    }

    [Fact]
    public async Task AddToxic_IdleConnection_IsLeftAloneAndUsableOnceHealed()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[10], Token);

        proxy.AddToxic(new ResetPeerToxic { Name = "reset" });
        await Task.Delay(100, Token);
        proxy.RemoveToxic("reset");

        await client.AskAsync(new byte[10], Token);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
    }

    [Fact]
    public async Task AddToxic_IdleConnectionThatEnds_EndsByFin()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new ResetPeerToxic { Name = "reset" });
        using var client = await proxy.Listen.ConnectAsync(Token);

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
    }

    [Fact]
    public async Task AddToxic_ToxicityZero_DoesNothing()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new ResetPeerToxic { Name = "reset", Toxicity = 0 });
        for (var number = 0; number < 50; number++)
        {
            using var client = await proxy.Listen.ConnectAsync(Token);
            await client.AskAsync(new byte[10], Token);
            client.Shutdown(SocketShutdown.Send);
            Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        }

        Assert.Equal(50, proxy.CountersOf("reset")!.Seen);
        Assert.Equal(0, proxy.CountersOf("reset")!.Hit);
    }

    [Fact]
    public async Task AddToxic_ToxicityOf30Percent_HitsThatShareAndTheSameOnesAgain()
    {
        const int count = 1_000;
        await using var echo = LoopbackServer.Echo();

        var first = await RoundAsync(echo.Address, count);
        var second = await RoundAsync(echo.Address, count);

        Assert.Equal(first, second);
        // Four standard deviations of the binomial distribution: 14.5 each.
        Assert.InRange(first.Count(isHit => isHit), 242, 358);
    }

    private async Task<List<bool>> RoundAsync(string upstream, int count)
    {
        await using var set = new ProxySet(TimeProvider.System, seed: 7);
        var proxy = await set.AddAsync(new() { Name = "shop", Listen = "localhost:0", Upstream = upstream }, Token);
        proxy.AddToxic(new ResetPeerToxic { Name = "reset", Toxicity = 0.3 });
        var hits = new List<bool>();
        for (var number = 0; number < count; number++)
        {
            using var client = await proxy.Listen.ConnectAsync(Token);
            await client.SendAllAsync(new byte[1], Token);
            client.Shutdown(SocketShutdown.Send);
            hits.Add(await client.EndAsync(Token) == SocketError.ConnectionReset);
        }

        Assert.Equal(hits.Count(isHit => isHit), proxy.CountersOf("reset")!.Hit);
        Assert.Equal(count, proxy.CountersOf("reset")!.Seen);
        return hits;
    }
}
