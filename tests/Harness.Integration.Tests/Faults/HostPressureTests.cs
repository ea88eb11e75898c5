using System.Diagnostics;
using System.Globalization;
using Harness.Faults;
using Harness.Faults.Host;
using Harness.Plans;

namespace Harness.Integration.Tests.Faults;

/// <summary>Pressure on this machine: it is there, it is bounded, and it goes, whoever dies.</summary>
public sealed class HostPressureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The process that the ledger says presses.</summary>
    private static ProcessIdentity Pressing(Bench bench) => PressProcess.Read(Assert.Single(LedgerContent.Read(bench.LedgerPath).Resources).Name);

    private static long Status(int id, string key) => File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] is var text
        ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    [Fact]
    public async Task Stress_OfMemoryAndFiles_IsThereAndGoes()
    {
        await using var bench = new Bench();
        bench.Machine();

        var undo = await bench.Inject(new StressAction("this-machine", Pick.All, null, null, 150_000_000, 500));
        var process = Pressing(bench);

        Assert.InRange(Status(process.Id, "VmRSS:"), 150_000_000 / 1024, 400_000_000 / 1024);
        Assert.InRange(Directory.GetFiles($"/proc/{process.Id}/fd").Length, 500, 700);
        Assert.Equal("this-machine is relieved", (await bench.Heal(undo)).Note);
        Assert.False(process.IsAlive);
        Assert.Empty(LedgerContent.Read(bench.LedgerPath).Resources);
        await bench.Heal(undo);
        await Bench.HealElsewhere(undo);
    }

    [Fact]
    public async Task Stress_OfHalfAProcessor_KeepsItBusyAndNoMore()
    {
        await using var bench = new Bench();
        bench.Machine();

        var undo = await bench.Inject(new StressAction("this-machine", Pick.All, 0.5, null, null, null));
        using var process = Process.GetProcessById(Pressing(bench).Id);
        var (cpu, began) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, TestContext.Current.CancellationToken);
        process.Refresh();
        var share = (process.TotalProcessorTime - cpu) / Stopwatch.GetElapsedTime(began);
        await bench.Heal(undo);

        Assert.InRange(share, 0.15, 0.75);
    }

    [Fact]
    public async Task FillDisk_TakesTheSpaceWithoutAName_AndAKillGivesItBack()
    {
        await using var bench = new Bench();
        bench.Machine();
        var folder = Directory.CreateDirectory(Path.Combine(bench.Folder, "data")).FullName;

        var undo = await bench.Inject(new FillDiskAction("this-machine", Pick.All, "data", 100_000_000));
        var process = Pressing(bench);

        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Assert.Contains(Directory.GetFiles($"/proc/{process.Id}/fd"), link => new FileInfo(link).LinkTarget is { } target && target.StartsWith(folder, StringComparison.Ordinal) && target.EndsWith(" (deleted)", StringComparison.Ordinal) && Blocks(link) >= 100_000_000);
        process.Signal("KILL");
        await Poll.UntilAsync("it is gone", Patience, () => !process.IsAlive);
        Assert.Equal("this-machine is relieved", (await bench.Heal(undo)).Note);
    }

    /// <summary>The bytes that a file has on the disk, by stat(1).</summary>
    private static long Blocks(string path)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-L", "-c", "%b", path]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture) * 512;
    }

    [Theory]
    [InlineData(null, 1_000_000_000_000L, null, null, "memory are asked for, and ")]
    [InlineData(500.0, null, null, null, "processors, and 500 are asked for")]
    [InlineData(null, null, 1_000_000, null, "1000000 open files are asked for, and ")]
    [InlineData(null, null, null, 1_000_000_000_000_000L, "5% of the disk is left")]
    public async Task Prepare_OfMoreThanIsAllowed_IsRefusedWithWhatWouldBe(double? cpus, long? memory, int? files, long? disk, string why)
    {
        await using var bench = new Bench();
        bench.Machine();
        FaultAction action = disk is { } bytes ? new FillDiskAction("this-machine", Pick.All, ".", bytes) : new StressAction("this-machine", Pick.All, cpus, null, memory, files);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Bench.Kind(action.Kind).Prepare(Bench.Planned(action), bench.Ground, TestContext.Current.CancellationToken));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Press_WhenItsTimeIsOver_EndsByItself()
    {
        await using var bench = new Bench();
        var driver = (HostDriver)bench.Ground.DriverOf(bench.Machine());
        var victim = Assert.Single(await driver.Find(bench.Ground.Settings.Targets["this-machine"], TestContext.Current.CancellationToken));

        await driver.Press(victim, new Pressure("short", TimeSpan.FromSeconds(1)) { Files = 10 }, bench.Scope, TestContext.Current.CancellationToken);
        var process = Pressing(bench);

        await Poll.UntilAsync("it is gone", Patience, () => !process.IsAlive);
        // .NET hears of the end of a child a moment after the kernel does.
        await Poll.UntilAsync("nothing presses", Patience, async () => !await driver.IsPressed(victim, "short", null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
