using System.Diagnostics;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class ProxySetTests : ProxyFixture
{
    [Fact]
    public async Task AddAsync_AddressInUse_SaysSoAndRegistersNothing()
    {
        var first = await AddAsync("127.0.0.1:9", "first");

        var failure = await Assert.ThrowsAsync<ProxyException>(
            () => Set.AddAsync(new() { Name = "second", Listen = first.Listen.ToString(), Upstream = "127.0.0.1:9" }, Token));

        Assert.Equal(ProxyErrorKind.CannotListen, failure.Kind);
        Assert.Equal($"Proxy 'second': cannot listen on {first.Listen}: the address is already in use; free it, take another port, or port 0 for any free one.", failure.Message);
        Assert.Null(Set.Find("second"));
        Assert.Single(Set.All);
    }

    [Fact]
    public async Task AddAsync_NameTaken_SaysSo()
    {
        var first = await AddAsync("127.0.0.1:9");

        var failure = await Assert.ThrowsAsync<ProxyException>(() => AddAsync("127.0.0.1:9"));

        Assert.Equal(ProxyErrorKind.NameTaken, failure.Kind);
        Assert.Same(first, Set.Find("shop"));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:9")]
    [InlineData("127.0.0.1:0", "127.0.0.1:0")]
    [InlineData("shop.local:0", "127.0.0.1:9")]
    public async Task AddAsync_MalformedAddress_IsRefused(string listen, string upstream)
    {
        var failure = await Assert.ThrowsAsync<ProxyException>(
            () => Set.AddAsync(new() { Name = "shop", Listen = listen, Upstream = upstream }, Token));

        Assert.Equal(ProxyErrorKind.AddressMalformed, failure.Kind);
    }

    [Fact]
    public async Task AddToxic_NameTakenOnTheOtherStream_IsRefused()
    {
        var proxy = await AddAsync("127.0.0.1:9");
        proxy.AddToxic(new LatencyToxic { Name = "slow" });

        var failure = Assert.Throws<ProxyException>(() => proxy.AddToxic(new ResetPeerToxic { Name = "slow", Stream = ToxicStream.Upstream }));

        Assert.Equal(ProxyErrorKind.NameTaken, failure.Kind);
        Assert.Equal(["slow"], proxy.Toxics.Select(toxic => toxic.Name));
    }

    [Fact]
    public async Task RemoveAsync_WithConnectionsOfEveryState_EndsThemByFinAndRefusesAtOnce()
    {
        await using var echo = LoopbackServer.Echo();
        await using var flood = new LoopbackServer(socket => socket.SendAllAsync(new byte[50_000_000]));
        var proxy = await AddAsync(echo.Address);
        var flooding = await AddAsync(flood.Address, "flooding");
        using var idle = await proxy.Listen.ConnectAsync(Token);
        using var used = await proxy.Listen.ConnectAsync(Token);
        await used.AskAsync(new byte[10], Token);
        proxy.AddToxic(new LatencyToxic { Name = "stuck", Latency = TimeSpan.FromHours(1) });
        using var held = await proxy.Listen.ConnectAsync(Token);
        await held.SendAllAsync(new byte[10], Token);
        using var blocked = await flooding.Listen.ConnectAsync(Token);
        await UntilAsync(() => proxy.Counters is { Accepted: 3, BytesUpstream: 20 } && flooding.Counters.BytesDownstream > 0, Token);
        await Task.Delay(50, Token);

        await Set.RemoveAsync("shop", Token);
        await Set.RemoveAsync("flooding", Token);
        await Set.RemoveAsync("not there", Token);

        Assert.Equal(0, proxy.Counters.Open);
        Assert.Equal(0, flooding.Counters.Open);
        Assert.Empty(Set.All);
        Assert.Equal(SocketError.Success, await idle.EndAsync(Token));
        Assert.Equal(SocketError.Success, await used.EndAsync(Token));
        Assert.Equal(SocketError.Success, await held.EndAsync(Token));
        var refused = await Assert.ThrowsAsync<SocketException>(() => proxy.Listen.ConnectAsync(Token));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await Set.AddAsync(new() { Name = "shop", Listen = proxy.Listen.ToString(), Upstream = echo.Address }, Token);
    }

    [Fact]
    public async Task DisposeAsync_WhileDialling_DoesNotWaitForTheTimeout()
    {
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        full.Listen(0);
        var proxy = await AddAsync(full.LocalEndPoint!.ToString()!);
        for (var number = 0; number < 5; number++)
            _ = await proxy.Listen.ConnectAsync(Token);
        await UntilAsync(() => proxy.Counters.Accepted == 5, Token);

        var started = Stopwatch.GetTimestamp();
        await proxy.DisposeAsync();
        await proxy.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0, 2_000);
        Assert.Equal(0, proxy.Counters.Open);
        Assert.Null(Set.Find("shop"));
    }
}
