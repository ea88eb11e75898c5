using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Reports;

/// <summary>A run at the bounds of what a report must bear: 1,000 steps, 50 faults, ten hours.</summary>
public static class SampleLarge
{
    private const int Steps = 1000, Faults = 50, Hours = 10, StepsASecond = 3;

    /// <summary>Folds it.</summary>
    public static (RunFold Run, Judgement Judgement) Fold()
    {
        var seconds = Hours * 3600;
        var plan = SamplePlan.WithLoad(SamplePlan.Checkout(resilient: true), load => load with
        {
            Stages = [SamplePlan.Stage("1", seconds, 60)],
            Steps = [.. Enumerable.Range(1, Steps).Select(i => SamplePlan.Request($"step {i} of a very long journey", "GET", "status: 200"))],
        });
        plan = plan with
        {
            Faults = [.. Enumerable.Range(0, Faults).Select(i => plan.Faults[0] with { Name = $"fault-{i + 1}", Letter = $"F{i + 1}", At = TimeSpan.FromSeconds(300 + (i * 700)), For = TimeSpan.FromSeconds(60) })],
        };
        var run = new RunFold(plan);
        foreach (var entry in Entries(plan, seconds)) run.Consume(entry);
        return (run, Judgement.Of(run));
    }

    private static IEnumerable<Entry> Entries(Plan plan, int seconds)
    {
        var random = new Random(1);
        yield return SampleRun.Passing.Entries().First();
        yield return new LoadStarted { At = TimeSpan.Zero };
        var steps = plan.Requests.Select(step => step.Name).ToList();
        for (var second = 0; second < seconds; second++)
        {
            FaultChanged To(PlannedFault fault, FaultState state) => new() { Fault = fault.Name, State = state, At = TimeSpan.FromSeconds(second), Verified = state == FaultState.Healed ? true : null };
            foreach (var fault in plan.Faults.Where(f => (int)f.At.TotalSeconds == second)) foreach (var state in (FaultState[])[FaultState.Injecting, FaultState.Active]) yield return To(fault, state);
            foreach (var fault in plan.Faults.Where(f => (int)f.Until!.Value.TotalSeconds == second)) foreach (var state in (FaultState[])[FaultState.Healing, FaultState.Healed]) yield return To(fault, state);
            var on = plan.Faults.Where(f => second >= f.At.TotalSeconds && second < f.Until!.Value.TotalSeconds).Select(f => f.Name).ToList();
            yield return new ProbeAnswered("healthy", true, "200", TimeSpan.FromMilliseconds(1)) { At = TimeSpan.FromSeconds(second + 0.5) };
            for (var i = 0; i < StepsASecond; i++) yield return Frame(plan, steps[random.Next(steps.Count)], second, on, random);
            yield return new LoadFrame { Second = second, Load = plan.Loads[0].Name, At = TimeSpan.FromSeconds(second + 1), Planned = 60, Started = 60, Counted = 60, Completed = 60, VUs = 10, VUsMax = 200 };
            yield return new SecondClosed { Second = second, At = TimeSpan.FromSeconds(second + 1), Cpu = 0.2 };
        }
        yield return new LoadEnded { At = TimeSpan.FromSeconds(seconds) };
    }

    private static StepFrame Frame(Plan plan, string step, int second, List<string> faults, Random random)
    {
        var times = new Histogram();
        for (var i = 0; i < 10; i++) times.Record(TimeSpan.FromMilliseconds((faults.Count > 0 ? 300 : 10) * Math.Exp(random.NextDouble())));
        var failed = random.Next(200) == 0 ? 1 : 0;
        return new StepFrame
        {
            Second = second,
            Load = plan.Loads[0].Name,
            Step = step,
            Stage = "1",
            Faults = faults,
            Steps = 10 + failed,
            StepsFailed = failed,
            RequestsFailed = failed,
            Outcomes = failed == 0 ? new Dictionary<string, int> { ["2xx"] = 10 } : new Dictionary<string, int> { ["2xx"] = 10, ["5xx"] = 1 },
            Errors = failed == 0 ? new Dictionary<string, int>() : new Dictionary<string, int> { ["status 503"] = 1 },
            ResponseTime = times.ToBuckets(),
            Duration = times.ToBuckets(),
        };
    }
}
