using Harness.Cli;
using Harness.Faults;
using Harness.Faults.Companion;
using Harness.Plans;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Faults;

/// <summary>What a companion does with faults that come while others go, on a target that is one word.</summary>
public sealed class WorkshopTests : IDisposable
{
    /// <summary>Limits the word that a target is, and puts back what it noted.</summary>
    private sealed class Wording : IFault
    {
        private readonly IFault limit = KnownKinds.All.Faults.Single(kind => kind.Kind == "limit");

        public string Word { get; set; } = "as it was";

        public TaskCompletionSource MayHeal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Heals { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Kind => limit.Kind;

        public string Meaning => limit.Meaning;

        public Shape Shape => limit.Shape;

        public string Needs => limit.Needs;

        public string Undoing => limit.Undoing;

        public FaultAction? Read(PlanNode arguments, string name, Settings settings) => limit.Read(arguments, name, settings);

        public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => Task.FromResult(new Undo(fault.Name, Kind, new Dictionary<string, string>(), "by hand")
        {
            Victims = [new Victim("process", "other", "1", "1") { Before = new Dictionary<string, string> { ["word"] = Word } }],
        });

        public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
        {
            Word = fault.Name;
            return Task.CompletedTask;
        }

        public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
        {
            Heals.TrySetResult();
            await MayHeal.Task.WaitAsync(ct);
            Word = undo.Victims[0].Before["word"];
            return new Healing(true, Word);
        }
    }

    private readonly string folder = Directory.CreateTempSubdirectory("harness-workshop-").FullName;
    private readonly Wording kind = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Workshop Open(string faults, TimeProvider? time = null)
    {
        File.WriteAllText(Path.Combine(folder, "harness.json"), """{ "targets": { "api": { "url": "http://127.0.0.1:9" }, "other": { "chaos": true, "process": { "pidFile": "pid" } } } }""");
        File.WriteAllText(Path.Combine(folder, "small.yaml"), $$"""
            load: { target: api, vus: 1, duration: 60s }
            steps: [ { get: / } ]
            thresholds: { http_reqs: count>1 }
            faults:
            {{faults}}
            """);
        var reading = PlanFile.Read(Path.Combine(folder, "small.yaml"), KnownKinds.All.Catalog);
        Assert.True(reading.Plan is not null, string.Join('\n', reading.Problems));
        return new Workshop(reading.Plan, new Opening("run", folder, Path.Combine(folder, "one.ledger.ndjson"), ProcessIdentity.Own, [], 1, folder, reading.Plan.Files), [kind], [], time ?? TimeProvider.System);
    }

    [Fact]
    public async Task Inject_WhileTheOneBeforeItIsBeingHealed_NotesWhatWasBeforeBoth()
    {
        using var workshop = Open("  - { name: monkey, at: 5s, every: 20s, times: 2, for: 20s, limit: { target: other, cpus: 0.5 } }");
        await workshop.Inject("monkey-1", Token);
        var healing = workshop.Heal("monkey-1", Token);
        await kind.Heals.Task.WaitAsync(TimeSpan.FromSeconds(5), Token);

        var second = workshop.Inject("monkey-2", Token);
        kind.MayHeal.SetResult();
        await Task.WhenAll(healing, second);
        Assert.Equal("monkey-2", kind.Word);

        Assert.Equal("as it was", (await workshop.Heal("monkey-2", Token)).Note);
        Assert.Equal("as it was", kind.Word);
    }

    [Fact]
    public async Task Inject_OfOneThatOverlapsAndIsPreparedInAHealing_NotesWhatIsThereAfterIt()
    {
        using var workshop = Open("""
              - { name: first, at: 5s, for: 20s, limit: { target: other, cpus: 0.5 } }
              - { name: second, at: 10s, for: 5s, overlap: true, limit: { target: other, cpus: 0.5 } }
            """);
        await workshop.Inject("first", Token);
        var healing = workshop.Heal("first", Token);
        await kind.Heals.Task.WaitAsync(TimeSpan.FromSeconds(5), Token);

        var second = workshop.Inject("second", Token);
        Assert.Equal("first", Assert.Single(LedgerContent.Read(Path.Combine(folder, "one.ledger.ndjson")).Faults).Fault);
        kind.MayHeal.SetResult();
        await Task.WhenAll(healing, second);

        Assert.Equal("as it was", (await workshop.Heal("second", Token)).Note);
    }

    [Fact]
    public async Task Heal_ThatHangs_IsSaidInWords_AndEndsTheWait()
    {
        var time = new FakeTimeProvider();
        using var workshop = Open("  - { name: f, at: 5s, for: 20s, limit: { target: other, cpus: 0.5 } }", time);
        await workshop.Inject("f", Token);

        var healing = workshop.Heal("f", Token);
        await kind.Heals.Task.WaitAsync(TimeSpan.FromSeconds(5), Token);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        time.Advance(TimeSpan.FromSeconds(41));

        Assert.Equal("its undo did not end within 40 s", (await Assert.ThrowsAsync<FaultException>(() => healing.WaitAsync(TimeSpan.FromSeconds(5), Token))).Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
