using System.Globalization;
using Harness.Cli;
using Harness.Faults;
using Harness.Faults.Companion;
using Harness.Integration.Tests.Running;
using Harness.Plans;

namespace Harness.Integration.Tests.Faults;

/// <summary>Two faults on one real process, as a companion holds them: the one below takes the one on top with it.</summary>
public sealed class NestedFaultsTests
{
    private const string Scenario = """
        load: { target: api, vus: 1, duration: 60s }
        steps: [ { get: /healthz } ]
        thresholds: { http_reqs: count>1 }
        faults:
          - { name: below, at: 5s, for: 30s, limit: { target: other, cpus: 0.5 } }
          - { name: above, at: 10s, for: 10s, overlap: true, limit: { target: other, cpus: 0.2 } }
          - { name: still, at: 15s, for: 10s, overlap: true, pause: { target: other } }
        """;

    [Fact, Trait("Safety", "case 9")]
    public async Task Heal_OfTheLowerFault_UndoesThoseOnTopFirst_AndCloseTheRest()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "control groups need Linux and root");
        using var sleeper = new Sleeper();
        await using var world = new World(scenario: Scenario);
        var ct = TestContext.Current.CancellationToken;
        var settings = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("{ \"targets\": {", "{ \"targets\": { \"other\": { \"chaos\": true, \"process\": { \"pidFile\": \"pid\" } },", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(world.Folder, "pid"), sleeper.Id.ToString(CultureInfo.InvariantCulture));
        var plan = PlanFile.Read(Path.Combine(world.Folder, "small.yaml"), KnownKinds.All.Catalog).Plan!;
        var ledger = Path.Combine(world.Folder, "one.ledger.ndjson");
        string Groups() => File.ReadAllText($"/proc/{sleeper.Id}/cgroup");
        var before = Groups();
        using var workshop = new Workshop(plan, new Opening("run", world.Folder, ledger, ProcessIdentity.Own, [], 1, world.Folder, plan.Files), KnownKinds.All.Faults, KnownKinds.All.DriversFor(world.Folder), TimeProvider.System);

        foreach (var fault in (string[])["below", "above", "still"]) await workshop.Inject(fault, ct);
        Assert.True(sleeper.Identity.IsPaused);
        var healing = await workshop.Heal("below", ct);

        Assert.Equal("other has its limits back; before it still and above, which lay on top", healing.Note);
        Assert.Equal(before, Groups());
        Assert.False(sleeper.Identity.IsPaused);
        Assert.Empty(LedgerContent.Read(ledger).Faults);
        Assert.Equal("below", (await workshop.Heal("above", ct)).With);

        await workshop.Inject("below", ct);
        await workshop.Inject("still", ct);
        Assert.Empty(await workshop.Close());
        Assert.Equal(before, Groups());
        Assert.False(sleeper.Identity.IsPaused);
        Assert.False(File.Exists(ledger));
    }
}
