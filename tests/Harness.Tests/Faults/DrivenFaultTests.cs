using Harness.Cli;
using Harness.Faults;
using Harness.Plans;
using Harness.Proxy;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Faults;

/// <summary>Faults on targets whose driver the test moves by hand.</summary>
public sealed class DrivenFaultTests : IAsyncDisposable
{
    private readonly FakeDriver driver = new();
    private readonly FakeTimeProvider time = new();
    private readonly ProxySet proxies = new(TimeProvider.System, 1);
    private readonly Ground ground;

    public DrivenFaultTests() => ground = new Ground(new EmbeddedProxies(proxies), [driver], new Settings
    {
        Root = "/",
        Targets = new Dictionary<string, Target> { ["a"] = Target("a"), ["b"] = Target("b"), ["both"] = new() { Name = "both", Instances = ["a", "b"] } },
    }, 1, time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Target Target(string name) => new() { Name = name, Chaos = true, Process = new() { PidFile = name } };

    private async Task<(IFault Kind, Undo Undo)> Inject(FaultAction action)
    {
        var kind = KnownKinds.All.Faults.Single(one => one.Kind == action.Kind);
        var fault = new PlannedFault { Name = "f", Letter = "A", At = TimeSpan.Zero, For = TimeSpan.FromSeconds(5), Action = action };
        var undo = await kind.Prepare(fault, ground, Token);
        await kind.Inject(fault, undo, ground, Token);
        return (kind, undo);
    }

    /// <summary>Moves the clock until a healing is over.</summary>
    private async Task<Healing> Over(Task<Healing> healing)
    {
        for (var step = 0; step < 2_000 && !healing.IsCompleted; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
            if (step % 10 == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }
        return await healing.WaitAsync(TimeSpan.FromSeconds(10), Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Heal_OfASignalThatEndsInItsOwnTime_WaitsForThatEnd(bool byOthers)
    {
        var (kind, undo) = await Inject(new KillAction("a", Pick.All, "TERM", byOthers ? null : TimeSpan.Zero, byOthers));

        var healing = kind.Heal(undo, ground, Token);
        for (var step = 0; step < 20; step++) time.Advance(TimeSpan.FromMilliseconds(50));
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        Assert.False(healing.IsCompleted);
        if (byOthers) driver.Runs = "2";
        else (driver.State, driver.Runs) = (VictimState.Stopped, "");

        Assert.Equal("a runs again", (await Over(healing)).Note);
        Assert.Equal(byOthers ? ["TERM"] : ["TERM", "restart"], driver.Asked);
    }

    [Fact]
    public async Task Heal_OfASignalThatDidNotEndIt_SaysSo()
    {
        var (kind, undo) = await Inject(new KillAction("a", Pick.All, "TERM", TimeSpan.Zero, ByOthers: false));

        Assert.Equal("SIGTERM did not end a within 10 s: it runs on", (await Over(kind.Heal(undo, ground, Token))).Note);
    }

    [Fact]
    public async Task Heal_OfASignalThatDidNotEndIt_WhereSomebodyElseWasToStartItAgain_IsAFailure()
    {
        var (kind, undo) = await Inject(new KillAction("a", Pick.All, "INT", null, ByOthers: true));

        Assert.Equal("SIGINT did not end a within 10 s, so nobody had to start it again: send SIGKILL, or one that ends it", (await Assert.ThrowsAsync<FaultException>(() => Over(kind.Heal(undo, ground, Token)))).Message);
    }

    [Fact]
    public async Task Heal_OfASignalThatEndsNothing_WaitsForNothing()
    {
        var (kind, undo) = await Inject(new KillAction("a", Pick.All, "HUP", TimeSpan.Zero, ByOthers: false));

        Assert.Equal("a runs", (await kind.Heal(undo, ground, Token).WaitAsync(TimeSpan.FromSeconds(5), Token)).Note);
    }

    [Fact]
    public async Task Heal_OfALimitThatEndedWhatTheRunStarted_IsOverWithIt()
    {
        var (kind, undo) = await Inject(new LimitAction("a", Pick.All, 0.5, null));
        (driver.State, driver.CanReadLimits) = (VictimState.Stopped, false);

        Assert.False(await kind.IsThere(undo, ground, Token));
        Assert.Equal("a is gone", (await kind.Heal(undo, ground, Token)).Note);
        Assert.Equal("forget", driver.Asked[^1]);
    }

    [Fact]
    public async Task IsThere_OfALimitThatSomebodyPutBack_IsFalse()
    {
        var (kind, undo) = await Inject(new LimitAction("a", Pick.All, 0.5, null));
        Assert.True(await kind.IsThere(undo, ground, Token));

        driver.Limits = new() { ["cpu"] = "none" };

        Assert.False(await kind.IsThere(undo, ground, Token));
    }

    [Fact]
    public async Task IsThere_OfALimitThatChangesNothing_IsTrueToTheEnd()
    {
        driver.Limits = new() { ["cpu"] = "0.5" };

        var (kind, undo) = await Inject(new LimitAction("a", Pick.All, 0.5, null));

        Assert.True(await kind.IsThere(undo, ground, Token));
    }

    [Fact]
    public async Task IsThere_OfAPressureThatEnded_IsFalse()
    {
        var (kind, undo) = await Inject(new StressAction("a", Pick.All, 1, null, null, null));
        Assert.True(await kind.IsThere(undo, ground, Token));
        Assert.Equal("end harness-rehearsal-f on a", undo.ByHand);

        driver.Pressed = false;

        Assert.False(await kind.IsThere(undo, ground, Token));
    }

    [Fact]
    public async Task Prepare_OfAPressureOnSeveral_AsksForTheirSum()
    {
        driver.TooMuch = pressure => pressure.MemoryBytes > 150 ? $"{pressure.MemoryBytes} bytes are too many" : null;

        await Inject(new StressAction("a", Pick.All, null, null, 100, null));
        Assert.Equal("f would press too much on a and b: 200 bytes are too many", (await Assert.ThrowsAsync<RefusedException>(() => Inject(new StressAction("both", Pick.All, null, null, 100, null)))).Message);
    }

    public ValueTask DisposeAsync() => proxies.DisposeAsync();
}
