using System.Diagnostics;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class SlowCloseToxicTests : ProxyFixture
{
    [Theory]
    [InlineData(ToxicStream.Downstream)]
    [InlineData(ToxicStream.Upstream)]
    public async Task AddToxic_DataPassesAtOnceAndItsEndLater(ToxicStream stream)
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new SlowCloseToxic { Name = "slow", Stream = stream, Delay = Ms(300) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        var started = Stopwatch.GetTimestamp();
        await client.AskAsync(new byte[1_000], Token);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, 250);
        started = Stopwatch.GetTimestamp();
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 300, 800);
    }

    [Fact]
    public async Task RemoveToxic_WhileTheEndIsHeld_LetsItThroughAtOnce()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new SlowCloseToxic { Name = "slow", Delay = TimeSpan.FromHours(1) });
        using var client = await proxy.Listen.ConnectAsync(Token);
        client.Shutdown(SocketShutdown.Send);
        var end = client.EndAsync(Token);
        await Task.Delay(100, Token);
        Assert.False(end.IsCompleted);

        proxy.RemoveToxic("slow");

        Assert.Equal(SocketError.Success, await end);
    }
}
