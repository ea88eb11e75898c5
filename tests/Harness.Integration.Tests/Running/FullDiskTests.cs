using System.Diagnostics;
using Harness.Faults;
using Harness.Journal;

namespace Harness.Integration.Tests.Running;

/// <summary>The disk of the reports fills up in the middle of a run: it goes on in memory, heals, says so, and does not pass.</summary>
public sealed class FullDiskTests
{
    [Fact, Trait("Safety", "case 11")]
    public async Task Disk_FillsInARun_FaultsAreHealedTheSummaryIsPrintedAndItIsNoPass()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root can mount a small disk");
        await using var world = new World();
        var reports = Directory.CreateDirectory(Path.Combine(world.Folder, "reports")).FullName;
        Call("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", reports);
        try
        {
            var program = world.Start("run", "small.yaml");
            await program.Wrote("A slow active", TimeSpan.FromSeconds(60));
            // What is left of it goes to somebody else.
            try
            {
                await File.WriteAllBytesAsync(Path.Combine(reports, "somebody-elses"), new byte[1 << 20], TestContext.Current.CancellationToken);
            }
            catch (IOException)
            {
                // As was meant: it is full.
            }
            var code = await program.End(TimeSpan.FromSeconds(60));

            Assert.True(code == 107, program.Output);
            Assert.Contains("A slow healed, verified", program.Output, StringComparison.Ordinal);
            Assert.Contains("the journal could not be written", program.Output, StringComparison.Ordinal);
            Assert.Contains("response_time{step:ask,phase:slow} p(50)>=100", program.Output, StringComparison.Ordinal);
            Assert.EndsWith("verdict=invalid exit=107", program.Output.TrimEnd(), StringComparison.Ordinal);
            Assert.DoesNotContain(JournalReader.Read(Path.Combine(Directory.GetDirectories(reports)[0], JournalReader.FileName)), entry => entry is RunEnded);
            Assert.Empty(Ledger.All(Path.Combine(world.State, "harness")));
        }
        finally
        {
            Call("umount", reports);
        }
        world.AssertNothingIsLeft();
    }

    private static void Call(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
