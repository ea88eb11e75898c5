using System.Diagnostics;
using Harness.Cli;
using Harness.Faults;
using Harness.Faults.Network;
using Harness.Faults.Outside;
using Harness.Plans;
using Harness.Proxy;
using Harness.Running;

namespace Harness.Tests.Faults;

/// <summary>The contract of every kind of fault in the catalog.</summary>
public sealed class FaultKindTests
{
    public static TheoryData<string> Kinds => [.. KnownKinds.All.Faults.Select(kind => kind.Kind)];

    /// <summary>Those that need no engine; the others have the same test beside theirs.</summary>
    public static TheoryData<string> WithoutEngine => [.. BuiltIns.Kinds.Faults.Select(kind => kind.Kind)];

    private static IFault Kind(string word) => KnownKinds.All.Faults.Single(kind => kind.Kind == word);

    private static Ground Ground(ProxySet set) => new(new EmbeddedProxies(set), KnownKinds.All.DriversFor(Path.GetTempPath()), new Settings { Root = Path.GetTempPath() }, 1, TimeProvider.System);

    /// <summary>An undo whose victim is gone, as a fresh process finds it in the ledger of a dead run.</summary>
    private static Undo UndoOf(string kind) => kind switch
    {
        _ when Kind(kind) is ToxicFault or DownFault => new("f", kind, new Dictionary<string, string> { ["proxy"] = "link", ["on"] = "link", ["toxic"] = "f" }, "by hand"),
        "stress" or "fill-disk" => new("f", kind, new Dictionary<string, string> { ["name"] = "harness-run-f" }, "by hand") { Victims = [new Victim("host", "this-machine", "m", "another boot")] },
        "command" => new("f", kind, new Dictionary<string, string> { ["heal"] = Line("dotnet", "--version"), ["verify"] = Line("dotnet", "--version") }, "by hand"),
        "call" => new("f", kind, new Dictionary<string, string> { ["heal"] = new HttpCall("GET", Answering.Url, new Dictionary<string, string>(), null, [], TimeSpan.FromSeconds(5)).ToJson() }, "by hand"),
        _ => new("f", kind, new Dictionary<string, string> { ["by"] = "harness" }, "by hand")
        {
            Victims = [new Victim(ProcessDriver.Word, "shop-1", "4194303", "never") { IsOwn = true, Before = new Dictionary<string, string> { ["state"] = "Running" } }],
        },
    };

    private static string Line(params string[] words) => new CommandLine(words, Path.GetTempPath(), TimeSpan.FromSeconds(30), [0]).ToJson();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_Always_IsKebabCaseUniqueAndExplained(string kind)
    {
        Assert.Matches("^[a-z]+(-[a-z]+)*$", kind);
        Assert.Single(KnownKinds.All.Faults, other => other.Kind == kind);
        Assert.All((string[])[Kind(kind).Meaning, Kind(kind).Needs, Kind(kind).Undoing], text => Assert.NotEmpty(text));
        Assert.All(Kind(kind).Shape.Keys!, key => Assert.NotEmpty(key.Description));
    }

    [Theory]
    [MemberData(nameof(WithoutEngine))]
    public async Task Heal_WithoutInjecting_AndTwice_IsFine(string kind)
    {
        await using var set = new ProxySet(TimeProvider.System, 1);
        await set.AddAsync(new ProxyOptions { Name = "link", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9" }, TestContext.Current.CancellationToken);

        Assert.True((await Kind(kind).Heal(UndoOf(kind), Ground(set), TestContext.Current.CancellationToken)).Verified);
        Assert.True((await Kind(kind).Heal(UndoOf(kind), Ground(set), TestContext.Current.CancellationToken)).Verified);
    }

    [Theory]
    [MemberData(nameof(WithoutEngine))]
    public async Task Heal_InAFreshProcess_IsFine(string kind)
    {
        await using var set = new ProxySet(TimeProvider.System, 1);

        Assert.True((await Kind(kind).Heal(UndoOf(kind), Ground(set), TestContext.Current.CancellationToken)).Verified);
    }

    [Fact]
    public async Task Inject_ThenHeal_LeavesToxicsOfOthersAlone()
    {
        await using var set = new ProxySet(TimeProvider.System, 1);
        var (ground, ct) = (Ground(set), TestContext.Current.CancellationToken);
        var proxy = await set.AddAsync(new ProxyOptions { Name = "link", Listen = "127.0.0.1:0", Upstream = "127.0.0.1:9" }, ct);
        proxy.AddToxic(new LatencyToxic { Name = "mine", Latency = TimeSpan.FromMilliseconds(1) });
        var fault = Planned(new ToxicAction("latency", "link", new LatencyToxic { Name = "f", Latency = TimeSpan.FromMilliseconds(5) }, "+5 ms"));
        var undo = await Kind("latency").Prepare(fault, ground, ct);

        await Kind("latency").Inject(fault, undo, ground, ct);
        Assert.Equal(["mine", "f"], proxy.Toxics.Select(toxic => toxic.Name));
        var healing = await Kind("latency").Heal(undo, ground, ct);

        Assert.True(healing.Verified);
        Assert.Equal(["mine"], proxy.Toxics.Select(toxic => toxic.Name));
    }

    [Fact]
    public async Task Pause_OfAProcessThatWasPausedBefore_LeavesItPaused()
    {
        using var sleeper = Process.Start("sleep", "60");
        try
        {
            await using var set = new ProxySet(TimeProvider.System, 1);
            var folder = Directory.CreateTempSubdirectory("harness-").FullName;
            var ct = TestContext.Current.CancellationToken;
            File.WriteAllText(Path.Combine(folder, "pid"), $"{sleeper.Id}\n");
            var settings = new Settings { Root = folder, Targets = new Dictionary<string, Target> { ["sleeper"] = new() { Name = "sleeper", Chaos = true, Process = new() { PidFile = "pid" } } } };
            var ground = new Ground(new EmbeddedProxies(set), BuiltIns.Kinds.DriversFor(folder), settings, 1, TimeProvider.System);
            var fault = Planned(new PauseAction("sleeper", Pick.All));
            var identity = ProcessIdentity.Of(sleeper.Id)!;

            var outer = await Kind("pause").Prepare(fault, ground, ct);
            await Kind("pause").Inject(fault, outer, ground, ct);
            Assert.True(identity.IsPaused);
            var inner = await Kind("pause").Prepare(fault, ground, ct);
            await Kind("pause").Heal(inner, ground, ct);
            Assert.True(identity.IsPaused);
            await Kind("pause").Heal(outer, ground, ct);
            Assert.False(identity.IsPaused);
        }
        finally
        {
            sleeper.Kill();
        }
    }

    private static PlannedFault Planned(FaultAction action) => new() { Name = "f", Letter = "A", At = TimeSpan.Zero, Action = action };
}
