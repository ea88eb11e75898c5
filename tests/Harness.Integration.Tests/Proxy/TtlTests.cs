using System.Diagnostics;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

/// <summary>What ends by itself where nobody renews it.</summary>
public sealed class TtlTests : ProxyFixture
{
    [Fact]
    public async Task Toxic_WithATtl_EndsThen_WhatItHeldIsReleased_AndTheNameIsFree()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var started = Stopwatch.GetTimestamp();
        proxy.AddToxic(new LatencyToxic { Name = "slow", Latency = TimeSpan.FromHours(1), Ttl = Ms(300) });
        using var client = await proxy.Listen.ConnectAsync(Token);

        await client.AskAsync(new byte[1], Token);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 300, 1_000);
        Assert.Empty(proxy.Toxics);
        proxy.AddToxic(new NoopToxic { Name = "slow" });
    }

    [Fact]
    public async Task Toxic_GivenAtCreation_EndsByItsTtl()
    {
        var proxy = await Set.AddAsync(new() { Name = "shop", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9", Toxics = [new NoopToxic { Name = "short", Ttl = Ms(50) }, new NoopToxic { Name = "long" }] }, Token);

        await UntilAsync(() => proxy.Toxics.Count == 1, Token);

        Assert.Equal("long", proxy.Toxics[0].Name);
    }

    [Fact]
    public async Task Toxic_Renewed_StaysUntilTheLastTtl_AndWithoutOneForEver()
    {
        var proxy = await AddAsync("127.0.0.1:9");
        var started = Stopwatch.GetTimestamp();
        proxy.AddToxic(new NoopToxic { Name = "renewed", Ttl = Ms(200) });
        proxy.AddToxic(new NoopToxic { Name = "freed", Ttl = Ms(200) });
        proxy.AddToxic(new NoopToxic { Name = "replaced", Ttl = Ms(200) });
        proxy.RemoveToxic("replaced");
        proxy.AddToxic(new NoopToxic { Name = "replaced" });
        await Task.Delay(100, Token);
        proxy.ChangeToxic("renewed", toxic => toxic with { Ttl = Ms(400) });
        proxy.ChangeToxic("freed", toxic => toxic with { Ttl = null });

        await UntilAsync(() => proxy.Toxics.Count == 2, Token);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 500, 1_500);
        Assert.Equal(["freed", "replaced"], proxy.Toxics.Select(toxic => toxic.Name));
    }

    [Fact]
    public async Task DisabledProxy_WithATtl_IsEnabledThen()
    {
        await using var echo = LoopbackServer.Echo();
        var proxy = await AddAsync(echo.Address);
        var address = proxy.Listen;
        var started = Stopwatch.GetTimestamp();
        await proxy.ChangeAsync(new() { Enabled = false, Ttl = Ms(300) }, Token);

        await UntilAsync(() => proxy.IsEnabled, Token);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 300, 1_000);
        using var client = await address.ConnectAsync(Token);
        await client.AskAsync(new byte[1], Token);
    }

    [Fact]
    public async Task DisabledProxy_TtlSaidAgain_CountsFromThen_AndAChangeOfSomethingElseKeepsIt()
    {
        var proxy = await AddAsync("127.0.0.1:9");
        var started = Stopwatch.GetTimestamp();
        await proxy.ChangeAsync(new() { Enabled = false, Ttl = Ms(150) }, Token);
        await Task.Delay(50, Token);
        await proxy.ChangeAsync(new() { Enabled = false, Ttl = Ms(400) }, Token);
        await proxy.ChangeAsync(new() { Upstream = "127.0.0.1:10" }, Token);

        await UntilAsync(() => proxy.IsEnabled, Token);

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 450, 1_500);
        Assert.Equal("127.0.0.1:10", proxy.Upstream);
    }

    [Fact]
    public async Task DisabledProxy_EnabledOrDisabledForGoodMeanwhile_StaysAsItWasSaid()
    {
        var enabled = await AddAsync("127.0.0.1:9", "enabled");
        var disabled = await AddAsync("127.0.0.1:9", "disabled");
        foreach (var proxy in Set.All) await proxy.ChangeAsync(new() { Enabled = false, Ttl = Ms(100) }, Token);
        await enabled.ChangeAsync(new() { Enabled = true }, Token);
        await disabled.ChangeAsync(new() { Enabled = false }, Token);

        await Task.Delay(300, Token);

        Assert.True(enabled.IsEnabled);
        Assert.False(disabled.IsEnabled);
    }
}
