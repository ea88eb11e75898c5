using System.Diagnostics;
using System.Globalization;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Integration.Tests.Faults;

/// <summary>Faults on real processes: those that the driver started, and those that it finds.</summary>
public sealed class ProcessDriverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static Task<TimeSpan> Until(string what, Func<bool> ask) => Poll.UntilAsync(what, Patience, ask);

    [Fact]
    public async Task Kill_OfAStartedTarget_BringsItBackWithAnotherNumber()
    {
        await using var bench = new Bench();
        var first = await bench.Started("api", "exec sleep 120");

        var undo = await bench.Inject(new KillAction("api", Pick.All, "KILL", TimeSpan.FromSeconds(1), ByOthers: false));
        Assert.False(first.IsAlive);
        var healing = await bench.Heal(undo);
        await bench.Heal(undo);

        Assert.Equal("api runs again", healing.Note);
        var second = Assert.Single(await bench.Ground.Drivers[0].Find(bench.Ground.Settings.Targets["api"], TestContext.Current.CancellationToken));
        Assert.NotEqual(first.Id.ToString(CultureInfo.InvariantCulture), second.Id);
        Assert.Equal("api ended with its run; there is nothing to start again", (await Bench.HealElsewhere(undo with { Victims = [undo.Victims[0]] })).Note);
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    [InlineData("INT")]
    public async Task Kill_ByAnySignal_SendsThatSignal(string signal)
    {
        await using var bench = new Bench();
        await bench.Started("api", $"trap 'echo {signal} > seen' {signal}; echo > ready; while true; do sleep 0.05; done");
        await Until("the trap is set", () => File.Exists(Path.Combine(bench.Folder, "ready")));

        var undo = await bench.Inject(new KillAction("api", Pick.All, signal, TimeSpan.FromSeconds(1), ByOthers: false));

        await Until($"{signal} is seen", () => File.Exists(Path.Combine(bench.Folder, "seen")));
        // Its own handler lets it live on.
        Assert.Equal(signal is "TERM" or "INT" ? $"SIG{signal} did not end api within 10 s: it runs on" : "api runs", (await bench.Heal(undo)).Note);
    }

    [Fact]
    public async Task Stop_AsksFirst_AndKillsWhatDoesNotListen()
    {
        await using var bench = new Bench();
        var deaf = await bench.Started("deaf", "trap '' TERM; echo > ready; while true; do sleep 0.05; done");
        await Until("the trap is set", () => File.Exists(Path.Combine(bench.Folder, "ready")));
        var began = Stopwatch.GetTimestamp();

        var undo = await bench.Inject(new StopAction("stop", "deaf", Pick.All, TimeSpan.FromMilliseconds(500), null, ByOthers: false));

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromMilliseconds(450), Patience);
        Assert.False(deaf.IsAlive);
        Assert.Equal("deaf runs again", (await bench.Heal(undo)).Note);
    }

    [Fact]
    public async Task Restart_OfAStartedTarget_GivesItAnotherNumber()
    {
        await using var bench = new Bench();
        var first = await bench.Started("api", "exec sleep 120");

        var undo = await bench.Inject(new StopAction("restart", "api", Pick.All, TimeSpan.FromSeconds(5), TimeSpan.Zero, ByOthers: false));

        Assert.False(first.IsAlive);
        Assert.Equal("api runs again", (await bench.Heal(undo)).Note);
    }

    [Fact]
    public async Task Pause_StopsTheChildrenToo_AndHealingLetsAllGoOn()
    {
        await using var bench = new Bench();
        using var parent = new Sleeper("sleep 120 & sleep 120 & wait");
        await Until("both children run", () => parent.Identity.Descendants().Count == 2);
        bench.WritePid("pid", parent.Id);
        bench.Found("api", "pid");

        var undo = await bench.Inject(new PauseAction("api", Pick.All));
        Assert.All((ProcessIdentity[])[parent.Identity, .. parent.Identity.Descendants()], one => Assert.True(one.IsPaused));
        Assert.Equal("api goes on", (await Bench.HealElsewhere(undo)).Note);
        await bench.Heal(undo);

        Assert.All((ProcessIdentity[])[parent.Identity, .. parent.Identity.Descendants()], one => Assert.False(one.IsPaused));
    }

    [Fact]
    public async Task Find_ByPort_GivesTheProcessThatListens()
    {
        await using var bench = new Bench();
        var port = FreePort.Take();
        using var server = new Sleeper($"exec {Listener(port)}");
        var target = bench.Add(new Target { Name = "api", Chaos = true, Process = new TargetProcess { Port = port } });
        IReadOnlyList<Victim> found = [];
        await Poll.UntilAsync("it listens", Patience, async () => (found = await bench.Ground.Drivers[0].Find(target, TestContext.Current.CancellationToken)).Count > 0, TestContext.Current.CancellationToken);

        Assert.Equal(server.Id.ToString(CultureInfo.InvariantCulture), Assert.Single(found).Id);
        await bench.Inject(new KillAction("api", Pick.All, "KILL", null, ByOthers: true));
        Assert.False(server.IsAlive);
        Assert.Empty(await bench.Ground.Drivers[0].Find(target, TestContext.Current.CancellationToken));
    }

    /// <summary>The sample shop's payments: a program that listens, and that the tests have at hand.</summary>
    private static string Listener(int port) => $"env ASPNETCORE_URLS=http://127.0.0.1:{port} dotnet {Path.Combine(AppContext.BaseDirectory, "SampleShop.dll")} payments >/dev/null 2>&1";

    [Fact]
    public async Task Heal_WhereASupervisorRestarts_WaitsForTheSuccessor()
    {
        await using var bench = new Bench();
        // A supervisor as small as they come: starts the program again half a second after it ended.
        using var supervisor = new Sleeper($"cd {bench.Folder}; while true; do sleep 120 & echo $! > pid; wait $!; sleep 0.5; done");
        await Until("the program runs", () => File.Exists(Path.Combine(bench.Folder, "pid")) && File.ReadAllText(Path.Combine(bench.Folder, "pid")).Length > 1);
        var first = int.Parse(File.ReadAllText(Path.Combine(bench.Folder, "pid")), CultureInfo.InvariantCulture);
        bench.Found("api", "pid");

        var undo = await bench.Inject(new KillAction("api", Pick.All, "KILL", null, ByOthers: true));
        Assert.Null(ProcessIdentity.Of(first));
        var healing = await bench.Heal(undo);

        Assert.Equal("api runs again", healing.Note);
        var second = int.Parse(File.ReadAllText(Path.Combine(bench.Folder, "pid")), CultureInfo.InvariantCulture);
        Assert.NotEqual(first, second);
        Assert.NotNull(ProcessIdentity.Of(second));
        Assert.Contains("nobody can tell from here", (await Bench.HealElsewhere(undo)).Note, StringComparison.Ordinal);
        Assert.NotNull(ProcessIdentity.Of(second));
    }

    [Fact]
    public async Task Heal_WhereANewcomerHasThePidFile_LeavesItAlone()
    {
        await using var bench = new Bench();
        using var victim = new Sleeper();
        using var newcomer = new Sleeper();
        bench.WritePid("pid", victim.Id);
        bench.Found("api", "pid");
        var undo = await bench.Inject(new PauseAction("api", Pick.All));
        victim.Identity.Signal("KILL");
        await Until("the victim is gone", () => !victim.IsAlive);
        bench.WritePid("pid", newcomer.Id);
        newcomer.Identity.Signal("STOP");
        await Until("the newcomer stands still", () => newcomer.Identity.IsPaused);

        Assert.Equal("api is gone", (await bench.Heal(undo)).Note);

        Assert.True(newcomer.Identity.IsPaused);
    }

    [Fact]
    public async Task Inject_WhereTheNumberWasTakenByAnother_TouchesNobody()
    {
        await using var bench = new Bench();
        using var newcomer = new Sleeper();
        bench.Found("api", "pid");
        var undo = new Undo("f", "kill", new Dictionary<string, string> { ["by"] = "others" }, "") { Victims = [new Victim(ProcessDriver.Word, "api", newcomer.Id.ToString(CultureInfo.InvariantCulture), "another:1")] };

        await Assert.ThrowsAsync<FaultException>(() => Bench.Kind("kill").Inject(Bench.Planned(new KillAction("api", Pick.All, "KILL", null, true)), undo, bench.Ground, TestContext.Current.CancellationToken));

        Assert.True(newcomer.IsAlive);
    }

    [Fact]
    public async Task Prepare_OfTheHarnessItselfOrItsParents_IsRefused()
    {
        await using var bench = new Bench();
        bench.Found("self", "pid");
        foreach (var id in ProcessIdentity.OwnFamily())
        {
            bench.WritePid("pid", id);
            var refused = await Assert.ThrowsAsync<RefusedException>(() => Bench.Kind("pause").Prepare(Bench.Planned(new PauseAction("self", Pick.All)), bench.Ground, TestContext.Current.CancellationToken));
            Assert.Contains("is the harness itself, or what started it", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "matches nothing that runs")]
    [InlineData("4194303\n", "matches nothing that runs")]
    [InlineData("nginx\n", "holds no process id but 'nginx'")]
    public async Task Prepare_WhereNothingIsMeant_SaysWhy(string? pidFile, string why)
    {
        await using var bench = new Bench();
        bench.Found("api", "pid");
        if (pidFile is not null) File.WriteAllText(Path.Combine(bench.Folder, "pid"), pidFile);

        var problem = await Assert.ThrowsAsync<FaultException>(() => Bench.Kind("pause").Prepare(Bench.Planned(new PauseAction("api", Pick.All)), bench.Ground, TestContext.Current.CancellationToken));

        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
    }
}
