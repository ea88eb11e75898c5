using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class PassingTests(ITestOutputHelper output) : ProxyFixture
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bytes_RandomSizesInBothDirections_ArriveAsSent(bool withToxicsComingAndGoing)
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        using var stop = new CancellationTokenSource();
        var churn = withToxicsComingAndGoing ? ChurnAsync(proxy, new Random(seed), stop.Token) : Task.CompletedTask;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => ExchangeAsync(proxy, new Random(seed + number))));
        await stop.CancelAsync();
        await churn;

        Assert.Equal(0, proxy.Counters.Failed);
        Assert.Equal(proxy.Counters.BytesUpstream, proxy.Counters.BytesDownstream);
    }

    [Fact]
    public async Task Shutdown_OfTheClientsSending_StillGetsTheAnswer()
    {
        await using var server = new LoopbackServer(async socket =>
        {
            var all = await socket.ReceiveAllAsync(CancellationToken.None);
            await Task.Delay(50);
            await socket.SendAllAsync(all.Reverse().ToArray());
        });
        var proxy = await AddAsync(server.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);

        await client.SendAllAsync(new byte[] { 1, 2, 3 }, Token);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal([3, 2, 1], await client.ReceiveAllAsync(Token));
        await UntilAsync(() => proxy.Counters.Open == 0, Token);
    }

    [Fact]
    public async Task Reset_ByTheUpstream_ReachesTheClientAsReset()
    {
        await using var server = new LoopbackServer(async socket =>
        {
            await socket.ReceiveAsync(1, CancellationToken.None);
            socket.LingerState = new(true, 0);
        });
        var proxy = await AddAsync(server.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);

        await client.SendAllAsync(new byte[1], Token);

        Assert.Equal(SocketError.ConnectionReset, await client.EndAsync(Token));
        await UntilAsync(() => proxy.Counters is { Open: 0, Failed: 1 }, Token);
    }

    [Fact]
    public async Task Connect_UpstreamRefuses_ClosesTheClientAndCounts()
    {
        var closed = new LoopbackServer(_ => Task.CompletedTask);
        await closed.DisposeAsync();
        var proxy = await AddAsync(closed.Address);

        for (var number = 0; number < 20; number++)
        {
            using var client = await proxy.Listen.ConnectAsync(Token);
            Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        }

        await UntilAsync(() => proxy.Counters is { Accepted: 20, Open: 0, UpstreamRefused: 20, Failed: 0 }, Token);
    }

    [Fact]
    public async Task Connect_UpstreamHangs_HoldsUpNobodyElseAndEndsByItsTimeout()
    {
        // A listener whose queue is full does not answer SYN. Its address is then made to answer by accepting.
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        full.Listen(0);
        var proxy = await Set.AddAsync(
            new() { Name = "hanging", Listen = "127.0.0.1:0", Upstream = full.LocalEndPoint!.ToString()!, ConnectTimeout = Ms(500) }, Token);
        using var filler = await ((System.Net.IPEndPoint)full.LocalEndPoint).ConnectAsync(Token);
        var hanging = new List<Socket>();
        for (var number = 0; number < 5; number++)
            hanging.Add(await proxy.Listen.ConnectAsync(Token));
        await UntilAsync(() => proxy.Counters.Accepted == 5, Token);

        Assert.Equal(5, proxy.Counters.Open);
        foreach (var client in hanging)
        {
            Assert.Equal(SocketError.Success, await client.EndAsync(Token));
            client.Dispose();
        }

        Assert.InRange(proxy.Counters.UpstreamRefused, 4, 5);
    }

    private async Task ExchangeAsync(Harness.Proxy.Proxy proxy, Random random)
    {
        var bytes = new byte[random.Next(1, 4_000_000)];
        random.NextBytes(bytes);
        using var client = await proxy.Listen.ConnectAsync(Token);
        var answer = client.ReceiveAllAsync(Token);
        for (var sent = 0; sent < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - sent, random.Next(2) == 0 ? random.Next(1, 2_000) : random.Next(1, 200_000));
            await client.SendAllAsync(bytes.AsMemory(sent, size), Token);
            sent += size;
        }

        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(bytes, await answer);
    }

    private static async Task ChurnAsync(Harness.Proxy.Proxy proxy, Random random, CancellationToken ct)
    {
        for (var number = 0; !ct.IsCancellationRequested; number++)
        {
            var name = $"slow {number % 4}";
            if (!proxy.RemoveToxic(name))
                proxy.AddToxic(new LatencyToxic { Name = name, Stream = (ToxicStream)random.Next(2), Latency = Ms(random.Next(20)), Jitter = Ms(5) });
            await Task.Delay(1, CancellationToken.None);
        }
    }
}
