using Harness.Faults;
using Harness.Faults.Companion;
using Harness.Plans;
using Harness.Proxy;
using Harness.Running;

namespace Harness.Integration.Tests.Faults;

/// <summary>Whom a fault hits: never nobody, never too many, never the harness, and all or nobody.</summary>
public sealed class SelectionTests
{
    private static readonly IFault Pausing = BuiltIns.Kinds.Faults.Single(kind => kind.Kind == "pause");

    private static Ground Ground(Settings settings, int seed = 1) => new(new EmbeddedProxies(new ProxySet(TimeProvider.System, 1)), BuiltIns.Kinds.DriversFor(settings.Root), settings, seed, TimeProvider.System);

    private static PlannedFault Pause(Pick pick, string target = "all") => new() { Name = "still", Letter = "A", At = TimeSpan.Zero, For = TimeSpan.FromSeconds(5), Action = new PauseAction(target, pick) };

    private static Plan Plan(Sleepers sleepers) => new()
    {
        Name = "p",
        Loads = [new LoadPlan { Name = "l", Executor = Executor.ConstantArrivalRate, Stages = [new Stage("1", TimeSpan.FromSeconds(30), 1)], Steps = [] }],
        Thresholds = [],
        Faults = [Pause(Pick.All)],
        Settings = sleepers.Settings,
        Files = [],
    };

    private static async Task<IReadOnlyList<string>> Chosen(Sleepers sleepers, Pick pick, int seed = 1) =>
        [.. (await Pausing.Prepare(Pause(pick), Ground(sleepers.Settings, seed), TestContext.Current.CancellationToken)).Victims.Select(victim => victim.Name)];

    [Fact, Trait("Safety", "case 18")]
    public async Task Prepare_NothingThatRuns_IsAnErrorAndNothingIsDone()
    {
        using var sleepers = new Sleepers(1);
        sleepers.Kill(1);
        var e = await Assert.ThrowsAsync<FaultException>(() => Chosen(sleepers, Pick.All));
        Assert.Equal("all matches nothing that runs: there is nothing to pause", e.Message);
    }

    [Fact, Trait("Safety", "case 18")]
    public async Task Prepare_MoreThanAllowed_IsRefusedBeforeActing()
    {
        using var sleepers = new Sleepers(4);
        var strict = sleepers.Settings with { Safety = new Safety { MaxShare = 0.5 } };
        var ct = TestContext.Current.CancellationToken;
        var e = await Assert.ThrowsAsync<RefusedException>(() => Pausing.Prepare(Pause(Pick.All), Ground(strict), ct));

        Assert.Equal("still would hit 4 of 4; safety.maxShare (0.5) allows 2: pick fewer", e.Message);
        Assert.Equal(2, (await Pausing.Prepare(Pause(new Pick(null, 0.5)), Ground(strict), ct)).Victims.Count);
        Assert.All(sleepers.Identities, identity => Assert.False(identity.IsPaused));
    }

    [Fact, Trait("Safety", "case 18")]
    public async Task Prepare_TheHarnessItself_IsRefused()
    {
        using var sleepers = new Sleepers(1);
        File.WriteAllText(Path.Combine(sleepers.Folder, "1.pid"), $"{Environment.ProcessId}");
        var e = await Assert.ThrowsAsync<RefusedException>(() => Chosen(sleepers, Pick.All));
        Assert.Contains("is the harness itself, or what started it", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(3, null, 3)]
    [InlineData(9, null, 5)]
    [InlineData(null, 0.5, 2)]
    [InlineData(null, 0.99, 4)]
    [InlineData(null, 0.01, 1)]
    [InlineData(null, 1.0, 5)]
    public async Task Prepare_Some_AreSoManyAndTheSameForOneSeed(int? number, double? share, int expected)
    {
        using var sleepers = new Sleepers(5);
        var chosen = await Chosen(sleepers, new Pick(number, share));

        Assert.Equal(expected, chosen.Count);
        Assert.Equal(chosen, await Chosen(sleepers, new Pick(number, share)));
        if (expected == 1) Assert.True(Enumerable.Range(1, 40).Select(seed => Chosen(sleepers, new Pick(number, share), seed).Result[0]).Distinct().Count() > 2);
    }

    [Fact, Trait("Safety", "case 19")]
    public async Task Inject_FailsForTheThirdOfThree_TheOthersAreHealedAndNothingIsLeftInTheLedger()
    {
        using var sleepers = new Sleepers(3);
        var ledger = Path.Combine(sleepers.Folder, "r.ledger.ndjson");
        var plan = Plan(sleepers);
        using var workshop = new Workshop(plan, new Opening("r", sleepers.Folder, ledger, ProcessIdentity.Own, [], 1, sleepers.Folder, []), [new FailingForTheThird()], BuiltIns.Kinds.DriversFor(sleepers.Folder), TimeProvider.System);

        var e = await Assert.ThrowsAsync<FaultException>(() => workshop.Inject("still", TestContext.Current.CancellationToken));

        Assert.Equal("sleeper-3 does not obey", e.Message);
        Assert.All(sleepers.Identities, identity => Assert.False(identity.IsPaused));
        Assert.Empty(LedgerContent.Read(ledger).Faults);
    }

    [Fact, Trait("Safety", "case 16")]
    public async Task Inject_AVictimOfAnotherLivingRun_IsRefusedAndLeftAsItIs()
    {
        using var sleepers = new Sleepers(1);
        var plan = Plan(sleepers);
        Workshop Open(string run) => new(plan, new Opening(run, sleepers.Folder, Path.Combine(sleepers.Folder, run + ".ledger.ndjson"), ProcessIdentity.Own, [], 1, sleepers.Folder, []), [Pausing], BuiltIns.Kinds.DriversFor(sleepers.Folder), TimeProvider.System);
        using var first = Open("first");
        using var second = Open("second");
        var ct = TestContext.Current.CancellationToken;
        await first.Inject("still", ct);

        var e = await Assert.ThrowsAsync<RefusedException>(() => second.Inject("still", ct));

        Assert.Contains("sleeper-1 is held by the run first", e.Message, StringComparison.Ordinal);
        Assert.Empty(await second.Close());
        Assert.True(Assert.Single(sleepers.Identities).IsPaused);
        Assert.Empty(await first.Close());
        Assert.False(Assert.Single(sleepers.Identities).IsPaused);
    }

    /// <summary>A pause that the third victim withstands.</summary>
    private sealed class FailingForTheThird : IFault
    {
        public string Kind => Pausing.Kind;

        public string Meaning => Pausing.Meaning;

        public string Needs => Pausing.Needs;

        public string Undoing => Pausing.Undoing;

        public Shape Shape => Pausing.Shape;

        public FaultAction? Read(PlanNode arguments, string name, Settings settings) => Pausing.Read(arguments, name, settings);

        public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => Pausing.Prepare(fault, ground, ct);

        public async Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
        {
            await Pausing.Inject(fault, undo with { Victims = [.. undo.Victims.Take(2)] }, ground, ct);
            throw new FaultException("sleeper-3 does not obey");
        }

        public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => Pausing.Heal(undo, ground, ct);
    }
}
