using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>Which connections a toxic hits: a draw for each, that a seed repeats and a change keeps. Seen by a toxic that closes at the first byte.</summary>
public sealed class ToxicityTests : ProxyFixture
{
    private const int Count = 400;

    [Fact]
    public async Task Toxicity_Half_HitsThatShareAndTheSameOnesAgain()
    {
        await using var echo = LoopbackServer.Echo();

        var first = await HitsAsync(echo.Address, seed: 7, [0.5]);
        var again = await HitsAsync(echo.Address, seed: 7, [0.5]);
        var other = await HitsAsync(echo.Address, seed: 8, [0.5]);

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        // Four standard deviations of the binomial distribution: 10 each.
        Assert.All([first, other], hits => Assert.InRange(hits.Count, 160, 240));
    }

    [Fact]
    public async Task ChangeToxic_AnotherToxicity_IsComparedWithTheSameDraw()
    {
        await using var echo = LoopbackServer.Echo();

        var few = await HitsAsync(echo.Address, seed: 7, [0.2]);
        var half = await HitsAsync(echo.Address, seed: 7, [0.5]);
        var most = await HitsAsync(echo.Address, seed: 7, [0.8]);

        Assert.Subset(half, few);
        Assert.Subset(most, half);
        Assert.Equal(few, await HitsAsync(echo.Address, seed: 7, [0.5, 0.2]));
        Assert.Equal(most, await HitsAsync(echo.Address, seed: 7, [0.5, 0.8]));
        Assert.Equal(half, await HitsAsync(echo.Address, seed: 7, [0.5, 0, 1, 0.5]));
    }

    /// <summary>Opens connections, changes the toxicity while they are open, and only then uses them.</summary>
    private async Task<HashSet<int>> HitsAsync(string upstream, int seed, double[] toxicities)
    {
        await using var set = new ProxySet(TimeProvider.System, seed);
        var proxy = await set.AddAsync(
            new() { Name = "shop", Listen = "localhost:0", Upstream = upstream, Toxics = [new LimitDataToxic { Name = "cut", Stream = ToxicStream.Upstream, Toxicity = toxicities[0] }] }, Token);
        var clients = new List<Socket>();
        for (var number = 0; number < Count; number++) clients.Add(await proxy.Listen.ConnectAsync(Token));
        await UntilAsync(() => proxy.Counters.Accepted == Count, Token);
        foreach (var toxicity in toxicities.Skip(1)) proxy.ChangeToxic("cut", toxic => toxic with { Toxicity = toxicity });

        var hits = await Task.WhenAll(clients.Select(IsHitAsync));
        foreach (var client in clients) client.Dispose();
        if (toxicities.Length == 1) Assert.Equal(hits.Count(isHit => isHit), proxy.CountersOf("cut")!.Hit);
        return [.. hits.Index().Where(hit => hit.Item).Select(hit => hit.Index)];
    }

    private async Task<bool> IsHitAsync(Socket client)
    {
        await client.SendAllAsync(new byte[1], Token);
        client.Shutdown(SocketShutdown.Send);
        return (await client.ReceiveAllAsync(Token)).Length == 0;
    }
}
