using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Reports;

/// <summary>The failing run, in which every text that comes from a scenario, a target or a machine tries to become markup or script.</summary>
public static class SampleHostile
{
    /// <summary>Would run, if it stood in a page as it is, in an attribute of either quote, or in a script block.</summary>
    public const string Text = "</script></style>\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

    /// <summary>The run.</summary>
    public static SampleRun Run => SampleRun.Failing with { Change = Poison, Bend = entries => SampleTargets.With(entries, SampleTargets.Three).Select(Poison) };

    private static Plan Poison(Plan plan) => plan with
    {
        Name = Text,
        Description = Text,
        Loads = [Poison(plan.Loads[0])],
        Thresholds = [.. plan.Thresholds, SamplePlan.Below("response_time", 95, 900, ("step", "pay" + Text), ("phase", Text)) with { Expression = plan.Thresholds[0].Expression with { Text = Text } }],
        Hypothesis = plan.Hypothesis! with { Title = Text, SteadyState = [.. plan.Hypothesis.SteadyState, new HttpProbe(Text, Text, new Uri("http://127.0.0.1/"), [200])] },
        Faults = [.. plan.Faults.Select(fault => fault with { Name = fault.Name + Text, Letter = fault.Letter + Text, Action = new SampleAction(fault.Action.Kind, Text, Text, Text, fault.Action.Duration) })],
        Settings = plan.Settings with { Targets = new Dictionary<string, Target> { [Text] = new() { Name = Text, Instances = [Text] } } },
        Files = [new PlanText("scenario", Text, Text), new PlanText(Text, Text, Text)],
    };

    private static LoadPlan Poison(LoadPlan load) => load with
    {
        Name = Text,
        Stages = [.. load.Stages.Select(stage => stage with { Name = stage.Name + Text })],
        Steps = [.. load.Steps.Select(step => step is RequestStep request ? request with { Name = request.Name + Text, Checks = [new StatusCheck(Text, [200])] } : step)],
    };

    private static Entry Poison(Entry entry) => entry switch
    {
        RunStarted start => start with { Run = Text, Command = Text, Commit = Text, Environment = new(Text, Text, Text, Text, 4, 8, Text) },
        StepFrame { RequestsFailed: > 0 } frame => frame with { Errors = new Dictionary<string, int> { [Text] = frame.RequestsFailed }, Outcomes = new Dictionary<string, int> { ["2xx"] = frame.Steps - frame.RequestsFailed, [Text] = frame.RequestsFailed } },
        ProbeAnswered answer => answer with { Answer = Text },
        TargetFrame frame => frame with { Target = frame.Target + Text, Instance = frame.Instance + Text },
        FaultChanged change => change with { Note = Text, State = change.State == FaultState.Healed ? FaultState.Lost : change.State },
        LoadEnded end => end,
        _ => entry,
    };
}
