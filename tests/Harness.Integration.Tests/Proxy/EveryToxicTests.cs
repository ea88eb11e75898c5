using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>What every toxic must leave right, with attributes that let data pass.</summary>
public sealed class EveryToxicTests : ProxyFixture
{
    private const int Megabytes10 = 10_000_000;

    public static TheoryData<string> Kinds => [.. ToxicCatalog.Kinds.Select(kind => kind.Name)];

    /// <summary>Both directions at once, on both streams; the answer to what was sent comes only after the client has shut down its sending.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task TenMegabytesEachWay_ThenAHalfClose_ArriveUnchanged(string kind)
    {
        var down = RandomBytes(seed: 1);
        await using var server = new LoopbackServer(async socket =>
        {
            var sending = socket.SendAllAsync(down);
            var received = await socket.ReceiveAllAsync(CancellationToken.None);
            await sending;
            await socket.SendAllAsync(SHA256.HashData(received));
        });
        var proxy = await AddAsync(server.Address);
        foreach (var stream in Enum.GetValues<ToxicStream>()) proxy.AddToxic(Passing(kind, $"{stream}") with { Stream = stream });
        using var client = await proxy.Listen.ConnectAsync(Token);
        var up = RandomBytes(seed: 2);

        var answer = client.ReceiveAllAsync(Token);
        await client.SendAllAsync(up, Token);
        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(SHA256.HashData([.. down, .. SHA256.HashData(up)]), SHA256.HashData(await answer));
        await UntilAsync(() => proxy.Counters.Open == 0, Token);
        Assert.Equal(0, proxy.Counters.Failed);
        Assert.Equal(Megabytes10, proxy.Counters.BytesUpstream);
    }

    [Fact]
    public async Task FirstConnection_OfAProxyCreatedWithToxics_IsHitByAllOfThem()
    {
        await using var echo = LoopbackServer.Echo();
        var upstream = new LatencyToxic { Name = "there", Stream = ToxicStream.Upstream, Latency = Ms(60) };
        var downstream = new LatencyToxic { Name = "back", Latency = Ms(40) };
        for (var round = 0; round < 20; round++)
        {
            var proxy = await Set.AddAsync(new() { Name = $"shop {round}", Listen = "127.0.0.1:0", Upstream = echo.Address, Toxics = [upstream, downstream] }, Token);
            using var client = await proxy.Listen.ConnectAsync(Token);
            var started = Stopwatch.GetTimestamp();
            await client.AskAsync(new byte[1], Token);
            Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 100, 600);
            Assert.Equal([upstream, downstream], proxy.Toxics);
        }
    }

    [Fact]
    public async Task AddAsync_TwoToxicsOfOneName_IsRefusedAndRegistersNothing()
    {
        var failure = await Assert.ThrowsAsync<ProxyException>(() => Set.AddAsync(
            new() { Name = "shop", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9", Toxics = [new NoopToxic { Name = "a" }, new LatencyToxic { Name = "a" }] }, Token));

        Assert.Equal(ProxyErrorKind.NameTaken, failure.Kind);
        Assert.Empty(Set.All);
    }

    /// <summary>A toxic of a kind that lets data pass; those that cannot are put on no connection.</summary>
    internal static Toxic Passing(string kind, string name) => kind switch
    {
        "latency" => new LatencyToxic { Name = name, Latency = Ms(20), Jitter = Ms(10) },
        "bandwidth" => new BandwidthToxic { Name = name, Rate = 20_000 },
        "slow_close" => new SlowCloseToxic { Name = name, Delay = Ms(50) },
        "timeout" => new TimeoutToxic { Name = name, Toxicity = 0 },
        "reset_peer" => new ResetPeerToxic { Name = name, Toxicity = 0 },
        "slicer" => new SlicerToxic { Name = name, AverageSize = 5_000, SizeVariation = 3_000, Delay = TimeSpan.FromMicroseconds(1) },
        "limit_data" => new LimitDataToxic { Name = name, Bytes = long.MaxValue },
        "noop" => new NoopToxic { Name = name },
        "http_status" => new HttpStatusToxic { Name = name },
        "http_latency" => new HttpLatencyToxic { Name = name, Latency = Ms(10) },
        _ => throw new ArgumentException($"'{kind}' is a new kind: say here how it lets data pass.", nameof(kind)),
    };

    private static byte[] RandomBytes(int seed)
    {
        var bytes = new byte[Megabytes10];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
