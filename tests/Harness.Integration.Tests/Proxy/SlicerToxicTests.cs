using System.Diagnostics;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class SlicerToxicTests(ITestOutputHelper output) : ProxyFixture
{
    [Fact]
    public async Task AddToxic_CutsIntoPiecesOfThatSizeWithPausesBetween()
    {
        const int average = 1_000, variation = 200, pauseMs = 20;
        var bytes = new byte[20_000];
        new Random(1).NextBytes(bytes);
        var go = new TaskCompletionSource();
        await using var server = new LoopbackServer(async socket =>
        {
            await go.Task;
            await socket.SendAllAsync(bytes);
        });
        var proxy = await AddAsync(server.Address);
        proxy.AddToxic(new SlicerToxic { Name = "slices", AverageSize = average, SizeVariation = variation, Delay = Ms(pauseMs) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        var received = new List<byte>();
        var pieces = new List<(int Size, double AtMs)>();
        var buffer = new byte[64 * 1024];
        go.SetResult();
        var started = Stopwatch.GetTimestamp();
        while (await client.ReceiveAsync(buffer, Token) is var count and > 0)
        {
            pieces.Add((count, Stopwatch.GetElapsedTime(started).TotalMilliseconds));
            received.AddRange(buffer[..count]);
        }

        output.WriteLine(string.Join(' ', pieces.Select(piece => $"{piece.Size}@{piece.AtMs:F1}")));
        Assert.Equal(bytes, received);
        // Where the machine stops for a while, pieces are received together: most are not.
        var alone = pieces.Where(piece => piece.Size <= average + variation).ToList();
        Assert.InRange(alone.Count, pieces.Count / 2, pieces.Count);
        Assert.InRange(alone.Select(piece => piece.Size).Average(), average * 0.4, average + variation);
        Assert.True(alone.Select(piece => piece.Size).Distinct().Count() > 3);
        var gaps = pieces.Zip(pieces.Skip(1), (one, next) => next.AtMs - one.AtMs).Order().ToList();
        Assert.InRange(gaps[gaps.Count / 2], pauseMs - 5, pauseMs + 5);
        // A pause after each of at least 17 pieces, but for the last.
        Assert.InRange(pieces[^1].AtMs, 15 * pauseMs, 10_000);
    }

    [Fact]
    public async Task AddToxic_DefaultsOrNonsense_PassEverything()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new SlicerToxic { Name = "no size" });
        proxy.AddToxic(new SlicerToxic { Name = "negative", Stream = ToxicStream.Upstream, AverageSize = -1, SizeVariation = long.MaxValue, Delay = Ms(-5) });
        proxy.AddToxic(new SlicerToxic { Name = "variation beyond average", AverageSize = 10_000, SizeVariation = 20_000 });
        using var client = await proxy.Listen.ConnectAsync(Token);
        var bytes = new byte[200_000];
        new Random(1).NextBytes(bytes);

        var answer = client.ReceiveAsync(bytes.Length, Token);
        await client.SendAllAsync(bytes, Token);

        Assert.Equal(bytes, await answer);
    }
}
