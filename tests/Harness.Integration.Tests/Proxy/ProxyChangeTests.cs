using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class ProxyChangeTests : ProxyFixture
{
    private static readonly ProxyChange disable = new() { Enabled = false }, enable = new() { Enabled = true };

    [Fact]
    public async Task Disable_ClosesAllAndRefusesAtOnce_EnableAcceptsAtTheSameAddressWithTheSameToxics()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(50) });
        var address = proxy.Listen;
        for (var round = 0; round < 50; round++)
        {
            using var client = await proxy.Listen.ConnectAsync(Token);
            if (round % 2 == 0) await client.AskAsync(new byte[1], Token);

            await proxy.ChangeAsync(disable, Token);

            var refused = await Assert.ThrowsAsync<SocketException>(() => address.ConnectAsync(Token));
            Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
            Assert.Contains(await client.EndAsync(Token), (SocketError[])[SocketError.Success, SocketError.ConnectionReset]);
            Assert.False(proxy.IsEnabled);
            Assert.Equal(0, proxy.Counters.Open);
            Assert.Equal(address, proxy.Listen);
            await proxy.ChangeAsync(disable, Token);

            await proxy.ChangeAsync(enable, Token);
            Assert.True(proxy.IsEnabled);
            Assert.Equal(address, proxy.Listen);
        }

        using var after = await address.ConnectAsync(Token);
        var started = Stopwatch.GetTimestamp();
        await after.AskAsync(new byte[1], Token);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 50, 500);
        await proxy.ChangeAsync(enable, Token);
        await after.AskAsync(new byte[1], Token);
    }

    [Fact]
    public async Task Disable_ConnectionsInUse_EndByFin()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var clients = new List<Socket>();
        for (var number = 0; number < 50; number++) clients.Add(await proxy.Listen.ConnectAsync(Token));
        await Task.WhenAll(clients.Select(client => client.AskAsync(new byte[10], Token)));

        await proxy.ChangeAsync(disable, Token);

        foreach (var client in clients)
        {
            Assert.Equal(SocketError.Success, await client.EndAsync(Token));
            client.Dispose();
        }
    }

    [Fact]
    public async Task AddAsync_NotEnabled_RefusesUntilItIs()
    {
        await using var echo = LoopbackServer.Echo();
        var free = await AddAsync(echo.Address, "free");
        var address = free.Listen;
        await Set.RemoveAsync("free", Token);
        var proxy = await Set.AddAsync(new() { Name = "shop", Listen = $"localhost:{address.Port}", Upstream = echo.Address, Enabled = false }, Token);

        await Assert.ThrowsAsync<SocketException>(() => address.ConnectAsync(Token));
        Assert.Equal($"localhost:{address.Port}", proxy.ListenText);
        await proxy.ChangeAsync(enable, Token);

        using var client = await address.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);
        Assert.Equal($"127.0.0.1:{address.Port}", proxy.ListenText);
    }

    [Fact]
    public async Task Listen_Moved_AcceptsThereAndRefusesHere()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var before = proxy.Listen;
        using var client = await before.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);

        await proxy.ChangeAsync(new() { Listen = "127.0.0.1:0" }, Token);

        Assert.NotEqual(before, proxy.Listen);
        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        await Assert.ThrowsAsync<SocketException>(() => before.ConnectAsync(Token));
        using var moved = await proxy.Listen.ConnectAsync(Token);
        await moved.AskAsync(new byte[1], Token);
    }

    [Fact]
    public async Task Listen_MovedToAnotherAddressOfTheSamePort_AcceptsThere()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var port = proxy.Listen.Port;

        await proxy.ChangeAsync(new() { Listen = $"0.0.0.0:{port}" }, Token);

        Assert.Equal(new IPEndPoint(IPAddress.Any, port), proxy.Listen);
        using var client = await new IPEndPoint(IPAddress.Loopback, port).ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);
    }

    [Fact]
    public async Task Listen_TheSameAddressInOtherWords_ChangesNothing()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);

        await proxy.ChangeAsync(new() { Listen = $"localhost:{proxy.Listen.Port}", Upstream = echo.Address, Enabled = true }, Token);

        await client.AskAsync(new byte[1], Token);
    }

    [Fact]
    public async Task Upstream_Moved_ClosesAllAndLaterConnectionsGoThere()
    {
        await using var first = new LoopbackServer(socket => socket.SendAllAsync(new byte[] { 1 }));
        await using var second = new LoopbackServer(socket => socket.SendAllAsync(new byte[] { 2 }));
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var address = proxy.Listen;
        using var client = await address.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);

        await proxy.ChangeAsync(new() { Upstream = first.Address }, Token);
        Assert.Equal(SocketError.Success, await client.EndAsync(Token));
        using var one = await address.ConnectAsync(Token);
        Assert.Equal([1], await one.ReceiveAllAsync(Token));
        await proxy.ChangeAsync(new() { Upstream = second.Address }, Token);
        using var two = await address.ConnectAsync(Token);
        Assert.Equal([2], await two.ReceiveAllAsync(Token));
        Assert.Equal((address, second.Address), (proxy.Listen, proxy.Upstream));
    }

    [Fact]
    public async Task Listen_MovedToATakenAddress_FailsAndLeavesAllAsItWas()
    {
        await using var echo = LoopbackServer.Echo();
        var other = await AddAsync(echo.Address, "other");
        var proxy = await AddAsync(echo.Address);
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = Ms(1) });
        var before = (proxy.Listen, proxy.ListenText, proxy.Upstream, proxy.IsEnabled);
        using var client = await proxy.Listen.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);

        foreach (var change in (ProxyChange[])[new() { Listen = other.ListenText, Upstream = "127.0.0.1:9" }, new() { Listen = "nonsense" }, new() { Upstream = "127.0.0.1:0" }])
            await Assert.ThrowsAsync<ProxyException>(() => proxy.ChangeAsync(change, Token));

        Assert.Equal(before, (proxy.Listen, proxy.ListenText, proxy.Upstream, proxy.IsEnabled));
        // Who was connected notices nothing.
        await client.AskAsync(new byte[1], Token);
        using var later = await proxy.Listen.ConnectAsync(Token);
        await later.AskAsync(new byte[1], Token);
        Assert.Equal(["slow"], proxy.Toxics.Select(toxic => toxic.Name));
    }

    [Fact]
    public async Task Enable_AddressTakenMeanwhile_FailsAndStaysDisabled()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        await proxy.ChangeAsync(disable, Token);
        var thief = await Set.AddAsync(new() { Name = "thief", Listen = proxy.ListenText, Upstream = echo.Address }, Token);

        var failure = await Assert.ThrowsAsync<ProxyException>(() => proxy.ChangeAsync(enable, Token));

        Assert.Equal(ProxyErrorKind.CannotListen, failure.Kind);
        Assert.False(proxy.IsEnabled);
        await thief.DisposeAsync();
        await proxy.ChangeAsync(enable, Token);
        Assert.True(proxy.IsEnabled);
    }

    [Fact]
    public async Task ChangeAsync_Removed_SaysSo()
    {
        var proxy = await AddAsync("127.0.0.1:9");
        await proxy.DisposeAsync();

        var failure = await Assert.ThrowsAsync<ProxyException>(() => proxy.ChangeAsync(enable, Token));

        Assert.Equal(ProxyErrorKind.Closed, failure.Kind);
    }

    [Fact]
    public async Task ResetAsync_TakesOffAllToxicsAndEnablesAll()
    {
        await using var echo = LoopbackServer.Echo();
        var one = await AddAsync(echo.Address, "one");
        var two = await AddAsync(echo.Address, "two");
        one.AddToxic(new LatencyToxic { Name = "slow", Latency = TimeSpan.FromHours(1) });
        using var client = await one.Listen.ConnectAsync(Token);
        await client.SendAllAsync(new byte[1], Token);
        await two.ChangeAsync(disable, Token);

        await Set.ResetAsync(Token);

        await client.ReceiveAsync(1, Token);
        Assert.Empty(one.Toxics);
        Assert.True(two.IsEnabled);
    }

    [Fact]
    public async Task DisabledForAWhile_AddressTakenWhenThatIsOver_IsEnabledWhenItIsFree()
    {
        var proxy = await AddAsync("127.0.0.1:9");
        var address = proxy.Listen;
        await proxy.ChangeAsync(new() { Enabled = false, Ttl = TimeSpan.FromMilliseconds(200) }, Token);
        using (var squatter = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            squatter.Bind(address);
            squatter.Listen();
            await Task.Delay(500, Token);
            Assert.False(proxy.IsEnabled);
        }

        await UntilAsync(() => proxy.IsEnabled, Token);

        Assert.Equal(address, proxy.Listen);
    }
}
