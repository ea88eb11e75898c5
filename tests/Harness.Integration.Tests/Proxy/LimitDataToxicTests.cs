using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class LimitDataToxicTests : ProxyFixture
{
    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1_000_003)]
    public async Task AddToxic_Downstream_LetsThroughThatManyBytesAndCloses(long limit)
    {
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        await using var server = new LoopbackServer(socket => socket.SendAllAsync(bytes));
        var proxy = await AddAsync(server.Address);
        proxy.AddToxic(new LimitDataToxic { Name = "limit", Bytes = limit });
        using var client = await proxy.Listen.ConnectAsync(Token);

        Assert.Equal(bytes[..(int)limit], await client.ReceiveAllAsync(Token));
        await UntilAsync(() => proxy.Counters.Open == 0, Token);
        Assert.Equal(limit, proxy.Counters.BytesDownstream);
    }

    [Fact]
    public async Task AddToxic_Upstream_LetsThroughThatManyBytesAndCloses()
    {
        var received = new TaskCompletionSource<byte[]>();
        await using var server = new LoopbackServer(async socket => received.SetResult(await socket.ReceiveAllAsync(CancellationToken.None)));
        var proxy = await AddAsync(server.Address);
        proxy.AddToxic(new LimitDataToxic { Name = "limit", Stream = ToxicStream.Upstream, Bytes = 70_000 });
        using var client = await proxy.Listen.ConnectAsync(Token);
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);

        await client.SendAllAsync(bytes, Token);

        Assert.Equal(bytes[..70_000], await received.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task AddToxic_LimitExactlyReached_Closes()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LimitDataToxic { Name = "limit", Bytes = 100 });
        using var client = await proxy.Listen.ConnectAsync(Token);

        await client.AskAsync(new byte[60], Token);
        await client.AskAsync(new byte[40], Token);

        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
    }

    [Fact]
    public async Task AddToxic_LimitZero_ClosesAtTheFirstByteAndNotBefore()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LimitDataToxic { Name = "limit" });
        using var client = await proxy.Listen.ConnectAsync(Token);

        await Task.Delay(100, Token);
        Assert.Equal(1, proxy.Counters.Open);
        await client.SendAllAsync(new byte[1], Token);

        Assert.Empty(await client.ReceiveAllAsync(Token));
    }

    [Fact]
    public async Task ChangeToxic_CountsOn()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LimitDataToxic { Name = "limit", Bytes = 1_000 });
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[600], Token);

        proxy.ChangeToxic("limit", toxic => (LimitDataToxic)toxic with { Bytes = 900 });
        await client.SendAllAsync(new byte[500], Token);

        Assert.Equal(300, (await client.ReceiveAllAsync(Token)).Length);
    }
}
