using Harness.Faults;
using Harness.Faults.AtStart;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Faults;

/// <summary>Which starts are made ready for a fault.</summary>
public sealed class StartsTests
{
    /// <summary>A kind that leaves a mark on every start it is asked for.</summary>
    private sealed class Marking : IFault, IAtStart
    {
        public string Kind => "pause";

        public string Meaning => "";

        public string Needs => "";

        public string Undoing => "";

        public Shape Shape { get; } = Shape.Mapping();

        public FaultAction? Read(PlanNode arguments, string name, Settings settings) => null;

        public Launch Ready(Launch launch, Target target, string folder) => launch with { Arguments = [.. launch.Arguments, "ready"] };

        public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => throw new NotSupportedException();

        public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => throw new NotSupportedException();

        public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => throw new NotSupportedException();
    }

    private static readonly Plan Plan = Sample.Read("""
        load: { target: a, vus: 1, duration: 60s }
        steps: [ { get: / } ]
        thresholds: { http_reqs: count>1 }
        faults: [ { name: f, at: 5s, for: 1s, every: 10s, pause: { target: both } } ]
        """, """
        { "targets": {
            "a": { "url": "http://127.0.0.1:1", "process": { "command": "a" }, "chaos": true },
            "b": { "url": "http://127.0.0.1:2", "process": { "command": "b" }, "chaos": true },
            "c": { "url": "http://127.0.0.1:3", "process": { "command": "c" }, "chaos": true },
            "both": { "instances": ["a", "b"] } } }
        """).Plan!;

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 1)]
    [InlineData("c", 0)]
    public void Ready_OfAMemberOfAGroup_IsAskedOnceHoweverOftenTheFaultComes(string target, int times)
    {
        Assert.True(Plan.Faults.Count > 1);
        var launch = new Launch(target, [], new Dictionary<string, string>(), "/", null);

        Assert.Equal(times, Starts.Ready(launch, Plan.Settings.Targets[target], Plan, [new Marking()], "/run").Arguments.Count);
    }

    [Fact]
    public void Ready_InARehearsal_IsNotAsked()
    {
        var launch = new Launch("a", [], new Dictionary<string, string>(), "/", null);

        Assert.Same(launch, Starts.Ready(launch, Plan.Settings.Targets["a"], Plan with { Faults = [] }, [new Marking()], "/run"));
    }
}
