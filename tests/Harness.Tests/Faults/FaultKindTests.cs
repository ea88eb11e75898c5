using Harness.Faults;
using Harness.Plans;
using Harness.Proxy;
using Harness.Running;

namespace Harness.Tests.Faults;

/// <summary>The contract of every kind of fault in the catalog.</summary>
public sealed class FaultKindTests
{
    public static TheoryData<string> Kinds => [.. BuiltIns.Faults.Select(kind => kind.Kind)];

    private static IFault Kind(string word) => BuiltIns.Faults.Single(kind => kind.Kind == word);

    private static Undo UndoOf(string kind) => kind == "kill"
        ? new("f", kind, new Dictionary<string, string> { ["target"] = "shop-1" }, "by hand")
        : new("f", kind, new Dictionary<string, string> { ["proxy"] = "link", ["toxic"] = "f" }, "by hand");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_Always_IsKebabCaseAndUnique(string kind)
    {
        Assert.Matches("^[a-z]+(-[a-z]+)*$", kind);
        Assert.Single(BuiltIns.Faults, other => other.Kind == kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Heal_WithoutInjecting_AndTwice_IsFine(string kind)
    {
        await using var proxies = new ProxySet(TimeProvider.System, 1);
        using var processes = new ProcessSet();
        var ground = new Ground(proxies, processes);
        await proxies.AddAsync(new ProxyOptions { Name = "link", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9" }, TestContext.Current.CancellationToken);

        Assert.True((await Kind(kind).Heal(UndoOf(kind), ground, TestContext.Current.CancellationToken)).Verified);
        Assert.True((await Kind(kind).Heal(UndoOf(kind), ground, TestContext.Current.CancellationToken)).Verified);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Heal_InAFreshProcess_IsFine(string kind)
    {
        await using var proxies = new ProxySet(TimeProvider.System, 1);
        using var processes = new ProcessSet();

        Assert.True((await Kind(kind).Heal(UndoOf(kind), new Ground(proxies, processes), TestContext.Current.CancellationToken)).Verified);
    }

    [Fact]
    public async Task Inject_ThenHeal_LeavesToxicsOfOthersAlone()
    {
        await using var proxies = new ProxySet(TimeProvider.System, 1);
        using var processes = new ProcessSet();
        var ground = new Ground(proxies, processes);
        var proxy = await proxies.AddAsync(new ProxyOptions { Name = "link", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9" }, TestContext.Current.CancellationToken);
        proxy.AddToxic(new LatencyToxic { Name = "mine", Latency = TimeSpan.FromMilliseconds(1) });
        var fault = new PlannedFault { Name = "f", Letter = "A", At = TimeSpan.Zero, Action = new LatencyAction("link", TimeSpan.FromMilliseconds(5), TimeSpan.Zero, 1) { Toxic = "f" } };
        var kind = Kind("latency");
        var undo = kind.UndoOf(fault, ground);

        await kind.Inject(fault, ground, TestContext.Current.CancellationToken);
        Assert.Equal(["mine", "f"], proxy.Toxics.Select(toxic => toxic.Name));
        var healing = await kind.Heal(undo, ground, TestContext.Current.CancellationToken);

        Assert.True(healing.Verified);
        Assert.Equal(["mine"], proxy.Toxics.Select(toxic => toxic.Name));
    }
}
