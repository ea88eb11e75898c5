using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Checks;

/// <summary>What the rate of a counter is over: the time in which something of its selection was on.</summary>
public sealed class RateTests
{
    private static double Rate(Tape tape, string metric, params IEnumerable<(string Key, string Value)> tags) =>
        tape.Fold.Read(new MetricSelector(metric, [.. tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value))], ""), new(Aggregate.Rate, 0, Comparison.Greater, 0, "")).Number;

    [Fact]
    public void Rate_ShortCountedLoad_IsOverItsTime()
    {
        var tape = new Tape("load: { target: shop, vus: 5, iterations: 10 }\nsteps: [ { get: /a } ]\n").Finish(0.05).Second(0, 0.05, (LoadPlan.DefaultName, 10, 10));
        tape.EndAt(0.06);

        foreach (var rate in (double[])[Rate(tape, "iterations"), Rate(tape, "iterations", ("load", "default")), Rate(tape, "http_reqs", ("stage", "1")), Rate(tape, "http_reqs", ("phase", "baseline"))])
            Assert.Equal(200, rate, 6);
    }

    [Fact]
    public void Rate_StageInsideASecond_IsOverItsPart()
    {
        var tape = new Tape("""
            load:
              target: shop
              executor: ramping-arrival-rate
              startRate: 50/s
              stages: [ { duration: 400ms, target: 50/s, name: spike }, { duration: 0s, target: 10/s, name: k }, { duration: 2600ms, target: 10/s, name: rest } ]
            steps: [ { get: /a } ]
            """).Second(0, null, (LoadPlan.DefaultName, 26, 20));
        tape.EndAt(3);

        Assert.Equal(50, Rate(tape, "http_reqs", ("stage", "spike")), 6);
        Assert.Equal(double.NaN, Rate(tape, "http_reqs", ("stage", "k")));
    }

    [Fact]
    public void Rate_FaultInsideASecond_IsOverItsPart()
    {
        var tape = new Tape().Seconds(20).Fault(FaultState.Injecting, 20.1).Fault(FaultState.Active, 20.1).Fault(FaultState.Healing, 20.4).Fault(FaultState.Healed, 20.4);
        tape.Write(new StepFrame { Second = 20, Load = LoadPlan.DefaultName, Step = "list", Stage = "1", Faults = ["slow"], Steps = 3, Outcomes = new Dictionary<string, int> { ["2xx"] = 3 } }).Seconds(21);

        Assert.Equal(10, Rate(tape, "http_reqs", ("phase", "slow")), 6);
    }

    /// <summary>In tenths of a second.</summary>
    private sealed record Case(IReadOnlyList<(int Start, int Length, int? Finished)> Loads, int? Stopped);

    private static Gen<(int Start, int Length, int? Finished)> Load() =>
        from start in Gen.Choose(0, 40)
        from length in Gen.Choose(1, 50)
        from done in Gen.Choose(0, 2)
        from early in Gen.Choose(1, length)
        select (start, length, done == 0 ? (int?)start + early : null);

    /// <summary>Up to three loads anywhere, that may end early, in a run that may be stopped.</summary>
    private static Arbitrary<Case> Cases() =>
        (from count in Gen.Choose(1, 3)
         from loads in Load().ListOf(count)
         from stop in Gen.Choose(1, 200)
         select new Case([.. loads], stop < 90 ? stop : null)).ToArbitrary();

    [Property(MaxTest = 200)]
    public Property Rate_SelectorThatTakesEverything_EqualsTheUnselected() => Prop.ForAll(Cases(), one =>
    {
        var loads = one.Loads.Select((load, i) => load.Finished is null
            ? $"  l{i}: {{ target: shop, executor: constant-arrival-rate, rate: 10/s, startTime: {load.Start * 100}ms, duration: {load.Length * 100}ms }}"
            : $"  l{i}: {{ target: shop, executor: shared-iterations, vus: 1, iterations: 9, startTime: {load.Start * 100}ms, maxDuration: {load.Length * 100}ms }}");
        var tape = new Tape($"loads:\n{string.Join('\n', loads)}\nsteps: [ {{ get: /a }} ]\n");
        int EndOf((int Start, int Length, int? Finished) load) => load.Finished ?? load.Start + load.Length;
        var over = one.Loads.Max(EndOf);
        var until = one.Stopped is { } stop && stop < over ? stop : over;
        for (var second = 0; second * 10 < until; second++)
        {
            foreach (var (load, i) in one.Loads.Select((load, i) => (load, i)).Where(item => EndOf(item.load) is var end && end <= until && end > second * 10 && end <= (second * 10) + 10)) tape.Finish(EndOf(load) / 10.0, $"l{i}");
            if (one.Stopped == until && until <= (second * 10) + 10) tape.Write(new RunStopping(StopCause.Signal, "x") { At = TimeSpan.FromSeconds(until / 10.0) });
            tape.Second(second, Math.Min(second + 1, until / 10.0), [.. one.Loads.Select((load, i) => ($"l{i}", 1.0, 1))]);
        }
        tape.EndAt(until / 10.0);
        var tenths = Enumerable.Range(0, until).Count(tenth => one.Loads.Any(load => load.Start <= tenth && tenth < EndOf(load)));
        var all = Rate(tape, "http_reqs");
        var expected = tenths == 0 ? double.NaN : tape.Fold.Totals.Keys.Count == 0 ? 0 : tape.Fold.InPhase("baseline").Requests / (tenths / 10.0);
        bool Same(double rate) => rate.Equals(all) || Math.Abs(rate - all) < 1e-9;
        return (double.IsNaN(expected) ? double.IsNaN(all) : Math.Abs(all - expected) < 1e-9)
            && Same(Rate(tape, "http_reqs", ("stage", "1"))) && Same(Rate(tape, "http_reqs", ("phase", "baseline"))) && Same(Rate(tape, "http_reqs", ("phase", "baseline"), ("stage", "1")))
            && (one.Loads.Count > 1 || Same(Rate(tape, "http_reqs", ("load", "l0"))));
    });
}
