using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>The wall clock of harness and companion jumps by an hour in the middle of a fault (libfaketime; the machine's own is left alone).</summary>
public sealed class ClockJumpTests
{
    [Fact, Trait("Safety", "case 10")]
    public async Task WallClock_JumpsByAnHour_DurationsAreMonotonicAndTheReportShowsBoth()
    {
        var library = Directory.GetFiles("/usr/lib", "libfaketime.so.1", SearchOption.AllDirectories).FirstOrDefault();
        Assert.SkipWhen(library is null, "libfaketime is not installed");
        await using var world = new World();
        var offset = Path.Combine(world.Folder, "offset");
        File.WriteAllText(offset, "+0");
        await using var program = HarnessProgram.Start(world.Folder, world.State, ["run", "small.yaml"], new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library!,
            ["FAKETIME_TIMESTAMP_FILE"] = offset,
            ["FAKETIME_NO_CACHE"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        });
        await program.Wrote("A slow active", TimeSpan.FromSeconds(60));
        File.WriteAllText(offset, "+3600");
        var code = await program.End(TimeSpan.FromSeconds(60));

        Assert.True(code is 0 or 114, program.Output); // a busy machine makes the run itself invalid
        var changes = world.Journal.OfType<FaultChanged>().ToList();
        var (active, healed) = (changes.Single(c => c.State == FaultState.Active), changes.Single(c => c.State == FaultState.Healed));
        Assert.InRange((healed.At!.Value - active.At!.Value).TotalSeconds, 2.5, 4);
        Assert.InRange((healed.Wall!.Value - active.Wall!.Value).TotalSeconds, 3600, 3610);
        var report = File.ReadAllText(Path.Combine(world.RunFolder, "report.html"));
        Assert.Contains(healed.Wall.Value.UtcDateTime.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), report, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }
}
