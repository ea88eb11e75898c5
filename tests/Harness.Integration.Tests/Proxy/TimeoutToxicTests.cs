using System.Diagnostics;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class TimeoutToxicTests : ProxyFixture
{
    [Fact]
    public async Task AddToxic_Timeout_ClosesThatLongAfterTheLastDataAndNothingPasses()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new TimeoutToxic { Name = "gone", Timeout = Ms(400) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        await Task.Delay(200, Token);
        var started = Stopwatch.GetTimestamp();
        await client.SendAllAsync(new byte[10], Token);

        Assert.Empty(await client.ReceiveAllAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 400, 900);
        await UntilAsync(() => proxy.Counters.Open == 0, Token);
        Assert.Equal(0, proxy.Counters.BytesDownstream);
        Assert.Equal(0, proxy.Counters.Failed);
    }

    [Fact]
    public async Task AddToxic_IdleConnection_IsClosedThatLongAfterIt()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[10], Token);

        var started = Stopwatch.GetTimestamp();
        proxy.AddToxic(new TimeoutToxic { Name = "gone", Timeout = Ms(200) });

        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 200, 700);
    }

    [Theory]
    [InlineData(ToxicStream.Downstream)]
    [InlineData(ToxicStream.Upstream)]
    public async Task AddToxic_TimeoutZero_IsABlackHoleUntilItsRemovalCloses(ToxicStream stream)
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var live = await proxy.Listen.ConnectAsync(Token);
        await live.AskAsync(new byte[10], Token);
        proxy.AddToxic(new TimeoutToxic { Name = "hole", Stream = stream });
        using var later = await proxy.Listen.ConnectAsync(Token);
        foreach (var client in (Socket[])[live, later]) await client.SendAllAsync(new byte[10], Token);
        var ends = Task.WhenAll(live.ReceiveAllAsync(Token), later.ReceiveAllAsync(Token));

        await Task.Delay(300, Token);
        Assert.False(ends.IsCompleted);
        Assert.Equal(2, proxy.Counters.Open);
        proxy.RemoveToxic("hole");

        Assert.All(await ends, Assert.Empty);
        using var after = await proxy.Listen.ConnectAsync(Token);
        await after.AskAsync(new byte[10], Token);
    }
}
