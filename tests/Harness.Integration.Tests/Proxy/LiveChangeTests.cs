using System.Diagnostics;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>Toxics that come, change and go while connections are open.</summary>
public sealed class LiveChangeTests(ITestOutputHelper output) : ProxyFixture
{
    [Fact]
    public async Task ChangeToxic_OnManyBusyConnections_LosesAndReordersNothing()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "latency", Toxicity = 0.5 });
        proxy.AddToxic(new BandwidthToxic { Name = "bandwidth", Stream = ToxicStream.Upstream, Rate = 1_000 });
        proxy.AddToxic(new SlicerToxic { Name = "slicer", AverageSize = 500 });
        proxy.AddToxic(new HttpLatencyToxic { Name = "http" });
        using var stop = new CancellationTokenSource();
        var changes = Task.Run(() => ChangeAsync(proxy, new Random(5), stop.Token), Token);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => ExchangeAsync(proxy, new Random(number))));
        await stop.CancelAsync();

        output.WriteLine($"{await changes} changes");
        Assert.Equal(0, proxy.Counters.Failed);
        Assert.Equal(proxy.Counters.BytesUpstream, proxy.Counters.BytesDownstream);
    }

    [Fact]
    public async Task ChangeToxic_Latency_HoldsForWhatIsReceivedFromThenOn()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(300) });
        using var client = await proxy.Listen.ConnectAsync(Token);
        var started = Stopwatch.GetTimestamp();
        await client.SendAllAsync(new byte[] { 1 }, Token);
        await UntilAsync(() => proxy.Counters.ReceivedDownstream == 1, Token);

        var changed = proxy.ChangeToxic("slow", toxic => (LatencyToxic)toxic with { Latency = Ms(1) });

        Assert.Equal(new LatencyToxic { Name = "slow", Latency = Ms(1) }, changed);
        await client.ReceiveAsync(1, Token);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 300, 800);
        started = Stopwatch.GetTimestamp();
        await client.AskAsync(new byte[1], Token);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1, 250);
        Assert.Null(proxy.ChangeToxic("not there", toxic => toxic));
        Assert.Throws<ArgumentException>(() => proxy.ChangeToxic("slow", toxic => toxic with { Name = "other" }));
        Assert.Throws<ArgumentException>(() => proxy.ChangeToxic("slow", toxic => toxic with { Stream = ToxicStream.Upstream }));
        Assert.Throws<ArgumentException>(() => proxy.ChangeToxic("slow", toxic => new NoopToxic { Name = "slow" }));
    }

    [Fact]
    public async Task AddToxic_ToAThousandLiveConnections_IsFastAndWorksOnAll()
    {
        const int count = 1_500;
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var clients = new List<Socket>();
        for (var number = 0; number < count; number++) clients.Add(await proxy.Listen.ConnectAsync(Token));
        await Task.WhenAll(clients.Select(client => client.AskAsync(new byte[1], Token)));

        var started = Stopwatch.GetTimestamp();
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(200) });
        var added = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var delays = await Task.WhenAll(clients.Select(async client =>
        {
            var asked = Stopwatch.GetTimestamp();
            await client.AskAsync(new byte[1], Token);
            return Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
        }));
        started = Stopwatch.GetTimestamp();
        proxy.RemoveToxic("slow");
        var removed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        await Task.WhenAll(clients.Select(client => client.AskAsync(new byte[1], Token)));
        foreach (var client in clients) client.Dispose();

        output.WriteLine($"{added:F1} ms to add, {removed:F1} ms to remove");
        // A few milliseconds on a machine with nothing else to do.
        Assert.InRange(added, 0, 500);
        Assert.InRange(removed, 0, 500);
        Assert.All(delays, delay => Assert.InRange(delay, 200, 10_000));
    }

    [Fact]
    public async Task Connections_ThousandRoundsWhileToxicsOfAllKindsComeAndGo_AllEndAndLaterOnesWork()
    {
        const int rounds = 1_000;
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var stop = new CancellationTokenSource();
        var churn = Task.Run(() => Churn(proxy, new Random(3), stop.Token), Token);

        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (round, _) =>
        {
            using var client = await proxy.Listen.ConnectAsync(Token);
            await Record.ExceptionAsync(() => client.SendAllAsync(new byte[100], Token));
            if (round % 3 == 0)
                await Record.ExceptionAsync(() => { client.Shutdown(SocketShutdown.Send); return Task.CompletedTask; });
            else if (round % 3 == 1)
                client.LingerState = new(true, 0);
            if (round % 3 != 1)
                await Record.ExceptionAsync(() => client.ReceiveAsync(100, Token));
        });

        await stop.CancelAsync();
        output.WriteLine($"{await churn} changes");
        proxy.RemoveToxics();
        using var last = await proxy.Listen.ConnectAsync(Token);
        await last.AskAsync(new byte[100], Token);
        await UntilAsync(() => proxy.Counters.Open == 1, Token);
        Assert.Equal(rounds + 1, proxy.Counters.Accepted);
        Assert.Equal(0, proxy.Counters.AcceptErrors);
    }

    /// <summary>Asks and checks again and again, in sizes and with pauses of its own.</summary>
    private async Task ExchangeAsync(Harness.Proxy.Proxy proxy, Random random)
    {
        using var client = await proxy.Listen.ConnectAsync(Token);
        for (var sent = 0; sent < 200_000;)
        {
            var bytes = new byte[random.Next(1, 20_000)];
            random.NextBytes(bytes);
            Assert.Equal(bytes, await client.AskAsync(bytes, Token));
            sent += bytes.Length;
        }

        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await client.ReceiveAllAsync(Token));
    }

    private static async Task<int> ChangeAsync(Harness.Proxy.Proxy proxy, Random random, CancellationToken ct)
    {
        var changes = 0;
        for (; !ct.IsCancellationRequested; changes++)
        {
            proxy.ChangeToxic("latency", toxic => (LatencyToxic)toxic with { Toxicity = random.NextDouble(), Latency = Ms(random.Next(10)), Jitter = Ms(random.Next(10)) });
            proxy.ChangeToxic("bandwidth", toxic => (BandwidthToxic)toxic with { Toxicity = random.NextDouble(), Rate = random.Next(1_000, 20_000) });
            proxy.ChangeToxic("slicer", toxic => (SlicerToxic)toxic with { Toxicity = random.NextDouble(), AverageSize = random.Next(-10, 5_000), Delay = TimeSpan.FromMicroseconds(random.Next(100)) });
            proxy.ChangeToxic("http", toxic => (HttpLatencyToxic)toxic with { Toxicity = random.NextDouble(), Latency = Ms(random.Next(10)) });
            await Task.Delay(2, CancellationToken.None);
        }

        return changes;
    }

    private static int Churn(Harness.Proxy.Proxy proxy, Random random, CancellationToken ct)
    {
        var changes = 0;
        for (; !ct.IsCancellationRequested; changes++)
        {
            var kind = ToxicCatalog.Kinds[random.Next(ToxicCatalog.Kinds.Count)];
            if (random.Next(3) == 0)
                proxy.ChangeToxic(kind.Name, toxic => toxic with { Toxicity = random.NextDouble() });
            else if (!proxy.RemoveToxic(kind.Name))
                proxy.AddToxic((random.Next(2) == 0 ? kind.Create(kind.Name) : EveryToxicTests.Passing(kind.Name, kind.Name)) with { Stream = (ToxicStream)random.Next(2), Toxicity = 0.3 });
            Thread.Yield();
        }

        return changes;
    }
}
