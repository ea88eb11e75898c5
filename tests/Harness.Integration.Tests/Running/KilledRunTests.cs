using System.Diagnostics;
using System.Net.Sockets;
using Harness.Faults;

namespace Harness.Integration.Tests.Running;

/// <summary>SIGKILL in the middle of a fault: of the harness, and of the harness and its companion.</summary>
public sealed class KilledRunTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static async Task<(HarnessProgram Program, ProcessIdentity Companion, ProcessIdentity Target)> InTheFault(World world)
    {
        var program = world.Start("run", "small.yaml");
        await program.Wrote("A slow active", Patience);
        var ledger = world.Ledgered;
        return (program, ledger.Opened!.Companion, ledger.Targets["program"]!);
    }

    [Fact, Trait("Safety", "case 1")]
    public async Task HarnessKilled_CompanionHealsKeepsTrafficPassingAndEnds()
    {
        await using var world = new World();
        var (program, companion, target) = await InTheFault(world);
        var killed = Stopwatch.GetTimestamp();
        program.Signal("KILL");

        // Traffic through the proxy: a connection is refused only when the fault is gone.
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", world.LinkPort, TestContext.Current.CancellationToken);
            }
            catch (SocketException)
            {
                Assert.All(world.Ledgers, path => Assert.Empty(LedgerContent.Read(path).Faults));
                break;
            }
            Assert.True(Stopwatch.GetElapsedTime(killed) < TimeSpan.FromSeconds(15), "the companion did not end");
        }
        await Signals.Gone(companion.Id, TimeSpan.FromSeconds(15) - Stopwatch.GetElapsedTime(killed));
        Assert.False(target.IsAlive);
        world.AssertNothingIsLeft();

        var (code, output) = await world.Run("report", world.RunFolder);
        Assert.True(code == 114, output);
        Assert.Contains("The run was killed", output, StringComparison.Ordinal);
        var (healed, nothing) = await world.Run("heal");
        Assert.Equal(0, healed);
        Assert.Contains("nothing to heal", nothing, StringComparison.Ordinal);
    }

    [Fact, Trait("Safety", "case 14")]
    public async Task HarnessStopped_CompanionHealsWhenItsLeaseRunsOut()
    {
        await using var world = new World();
        var (program, companion, target) = await InTheFault(world);
        program.Signal("STOP");
        await Signals.Gone(companion.Id, TimeSpan.FromSeconds(20));
        Assert.False(target.IsAlive);
        program.Signal("CONT");

        Assert.Equal(107, await program.End(TimeSpan.FromSeconds(30)));
        world.AssertNothingIsLeft();
    }

    [Fact, Trait("Safety", "case 20")]
    public async Task BothKilled_HealEndsWhatIsLeft_AndAgainChangesNothing()
    {
        await using var world = new World();
        var (program, companion, target) = await InTheFault(world);
        Signals.Send(companion.Id, "STOP"); // so that it cannot heal in the moment between the two
        program.Signal("KILL");
        Signals.Send(companion.Id, "KILL");
        await Signals.Gone(companion.Id, Patience);
        Assert.True(target.IsAlive);

        var (code, output) = await world.Run("heal");

        Assert.True(code == 0, output);
        Assert.Contains($"target program: process {target.Id} was still running and was ended", output, StringComparison.Ordinal);
        Assert.Contains("fault slow: the proxy link ended with the process that held it", output, StringComparison.Ordinal);
        Assert.False(target.IsAlive);
        world.AssertNothingIsLeft();
        Assert.Contains("nothing to heal", (await world.Run("heal")).Output, StringComparison.Ordinal);
    }

    [Fact, Trait("Safety", "case 20")]
    public async Task BothKilled_TheNextRunHealsFirstAndSaysSo()
    {
        await using var world = new World();
        var (program, companion, target) = await InTheFault(world);
        Signals.Send(companion.Id, "STOP");
        program.Signal("KILL");
        Signals.Send(companion.Id, "KILL");
        await Signals.Gone(companion.Id, Patience);

        var (code, output) = await world.Run("run", "small.yaml");

        Assert.True(code == 0, output);
        Assert.Contains($"target program: process {target.Id} was still running and was ended", output, StringComparison.Ordinal);
        world.AssertNothingIsLeft();
    }
}
