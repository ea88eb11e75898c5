using Harness.Cli;
using Harness.Faults;

namespace Harness.Tests.Faults;

public sealed class LedgerTests
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("harness-").FullName, "state", "r.ledger.ndjson");

    private static LedgerOpened Opened => new("r", "/reports/r", new(1, "a"), new(2, "b"), ["127.0.0.1:1"], DateTimeOffset.UnixEpoch);

    private static Undo Undo(string fault) => new(fault, "latency", new Dictionary<string, string> { ["proxy"] = "p", ["toxic"] = fault }, $"remove {fault}");

    private Ledger Some()
    {
        var ledger = new Ledger(path, Opened);
        ledger.Write(new TargetStarting("shop"));
        ledger.Write(new TargetStarted("shop", new(3, "c")));
        ledger.Write(new FaultInjecting(Undo("one"), DateTimeOffset.UnixEpoch, null));
        ledger.Write(new FaultInjecting(Undo("two"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
        return ledger;
    }

    [Fact]
    public void Read_WhileOpen_SeesWhatIsThere()
    {
        using var ledger = Some();
        ledger.Write(new FaultHealed("one", "gone"));
        var content = LedgerContent.Read(path);

        Assert.Equivalent(Opened, content.Opened);
        Assert.Equal("two", Assert.Single(content.Faults).Fault);
        Assert.Equal(new ProcessIdentity(3, "c"), content.Targets["shop"]);
    }

    [Fact, Trait("Safety", "case 12")]
    public void Read_TornLastLine_StillSaysTheRest()
    {
        Some().Dispose();
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^15]);
        var content = LedgerContent.Read(path);

        Assert.Equal("one", Assert.Single(content.Faults).Fault);
        Assert.Equal(0, content.Damaged);
    }

    [Fact, Trait("Safety", "case 12")]
    public void Read_CorruptLineInTheMiddle_StillSaysTheRest()
    {
        Some().Dispose();
        var lines = File.ReadAllLines(path);
        lines[3] = "\0\0\0";
        File.WriteAllLines(path, lines);

        Assert.Equal("two", Assert.Single(LedgerContent.Read(path).Faults).Fault);
        Assert.Equal(1, LedgerContent.Read(path).Damaged);
    }

    [Fact, Trait("Safety", "case 12")]
    public async Task HealDead_OfADamagedLedger_SaysSoAndKeepsIt()
    {
        new Ledger(path, Opened).Dispose();
        File.AppendAllText(path, "\0\0\0\n" + """{"entry":"target-starting","target":"shop"}""" + "\n");
        var leftovers = new Leftovers(Path.GetDirectoryName(path)!, KnownKinds.All.Faults, KnownKinds.All.DriversFor, TimeProvider.System);

        var found = await leftovers.HealDead(path, TestContext.Current.CancellationToken);

        Assert.Equal([("target shop", true), ("its ledger", false)], found.Select(one => (one.What, one.Healed)));
        Assert.StartsWith("1 of its lines cannot be read, and nobody knows what they said", found[1].Note, StringComparison.Ordinal);
        Assert.Empty(Ledger.All(Path.GetDirectoryName(path)!));
        Assert.True(File.Exists(path + ".damaged"));
    }

    [Fact]
    public void Delete_NothingLeft_TakesTheFileAway()
    {
        using var ledger = Some();
        ledger.Delete();

        Assert.Empty(Ledger.All(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public async Task Heal_DeadRunWithoutProcesses_HealsAndForgetsIt()
    {
        Some().Dispose();
        var leftovers = new Leftovers(Path.GetDirectoryName(path)!, KnownKinds.All.Faults, KnownKinds.All.DriversFor, TimeProvider.System);

        var found = await leftovers.Heal(TestContext.Current.CancellationToken);

        Assert.Equal(["fault two", "fault one", "target shop"], found.Select(leftover => leftover.What));
        Assert.All(found, leftover => Assert.True(leftover.Healed));
        Assert.Empty(await leftovers.Heal(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Heal_FaultThatNobodyKnows_StaysAndSaysWhatToDo()
    {
        using (var ledger = new Ledger(path, Opened)) ledger.Write(new FaultInjecting(Undo("odd") with { Kind = "no-such-kind" }, DateTimeOffset.UnixEpoch, null));

        var found = Assert.Single(await new Leftovers(Path.GetDirectoryName(path)!, KnownKinds.All.Faults, KnownKinds.All.DriversFor, TimeProvider.System).Heal(TestContext.Current.CancellationToken));

        Assert.False(found.Healed);
        Assert.Contains("remove odd", found.Note, StringComparison.Ordinal);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void Folder_XdgStateHome_IsObeyed() => Assert.Equal(Path.Combine("/x", "harness"), Ledger.Folder(name => name == "XDG_STATE_HOME" ? "/x" : null));
}
