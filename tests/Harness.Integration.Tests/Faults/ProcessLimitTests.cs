using System.Diagnostics;
using Harness.Faults;

namespace Harness.Integration.Tests.Faults;

/// <summary>Limits of real processes by control groups; the machine must let them be written.</summary>
public sealed class ProcessLimitTests
{
    private static void NeedsControlGroups() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Directory.Exists("/sys/fs/cgroup"), "control groups need Linux and root");

    private static string Groups(int id) => File.ReadAllText($"/proc/{id}/cgroup");

    private static string[] Left(int id) => Directory.GetDirectories("/sys/fs/cgroup", $"harness-{id}*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 });

    /// <summary>Seconds of processor time so far; a kernel tick is a hundredth (USER_HZ).</summary>
    private static double CpuSeconds(int id)
    {
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
        return (long.Parse(fields[11], null) + long.Parse(fields[12], null)) / 100.0;
    }

    private static async Task<double> Share(int id, TimeSpan length)
    {
        var (cpu, began) = (CpuSeconds(id), Stopwatch.GetTimestamp());
        await Task.Delay(length, TimeProvider.System, TestContext.Current.CancellationToken);
        return (CpuSeconds(id) - cpu) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    [Fact]
    public async Task Limit_OfABusyLoop_HoldsAndIsPutBackExactly()
    {
        NeedsControlGroups();
        await using var bench = new Bench();
        using var busy = new Sleeper("while :; do :; done");
        bench.WritePid("pid", busy.Id);
        bench.Found("api", "pid");
        var before = Groups(busy.Id);

        var undo = await bench.Inject(new LimitAction("api", Pick.All, 0.2, 64_000_000));
        Assert.NotEqual(before, Groups(busy.Id));
        var share = await Share(busy.Id, TimeSpan.FromSeconds(3));
        var healing = await bench.Heal(undo);

        Assert.InRange(share, 0.10, 0.35);
        Assert.Equal("api has its limits back", healing.Note);
        Assert.Equal(before, Groups(busy.Id));
        Assert.Empty(Left(busy.Id));
        await bench.Heal(undo);
        Assert.Equal(before, Groups(busy.Id));
    }

    [Fact]
    public async Task Limit_OfAProcessWithChildren_TakesThemAlongAndBack()
    {
        NeedsControlGroups();
        await using var bench = new Bench();
        using var parent = new Sleeper("sleep 120 & wait");
        await Poll.UntilAsync("the child runs", TimeSpan.FromSeconds(10), () => parent.Identity.Descendants().Count == 1);
        var child = parent.Identity.Descendants()[0].Id;
        bench.WritePid("pid", parent.Id);
        bench.Found("api", "pid");
        var before = Groups(child);

        var undo = await bench.Inject(new LimitAction("api", Pick.All, 0.5, null));
        Assert.Contains($"harness-{parent.Id}", Groups(child), StringComparison.Ordinal);
        await Bench.HealElsewhere(undo);

        Assert.Equal(before, Groups(child));
        Assert.Empty(Left(parent.Id));
    }

    [Fact]
    public async Task Heal_OfALimitWhoseVictimIsGone_TakesTheGroupAway()
    {
        NeedsControlGroups();
        await using var bench = new Bench();
        using var victim = new Sleeper();
        bench.WritePid("pid", victim.Id);
        bench.Found("api", "pid");
        var undo = await bench.Inject(new LimitAction("api", Pick.All, 0.5, 64_000_000));
        Assert.NotEmpty(Left(victim.Id));
        victim.Identity.Signal("KILL");
        await Poll.UntilAsync("it is gone", TimeSpan.FromSeconds(10), () => !victim.IsAlive);

        Assert.Equal("api is gone", (await Bench.HealElsewhere(undo)).Note);

        Assert.Empty(Left(victim.Id));
    }

    [Fact]
    public async Task Heal_OfTwoLimitsAndAPause_InReverse_LeavesWhatWasThere()
    {
        NeedsControlGroups();
        await using var bench = new Bench();
        using var victim = new Sleeper();
        bench.WritePid("pid", victim.Id);
        bench.Found("api", "pid");
        var before = Groups(victim.Id);
        var outer = await bench.Inject(new LimitAction("api", Pick.All, 0.5, null), "outer");
        var between = Groups(victim.Id);
        var inner = await bench.Inject(new LimitAction("api", Pick.All, 0.2, null), "inner");
        var pause = await bench.Inject(new PauseAction("api", Pick.All), "pause");

        await bench.Heal(pause);
        await bench.Heal(inner);
        Assert.Equal(between, Groups(victim.Id));
        await bench.Heal(outer);

        Assert.Equal(before, Groups(victim.Id));
        Assert.False(victim.Identity.IsPaused);
        Assert.Empty(Left(victim.Id));
    }
}
