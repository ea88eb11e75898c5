using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Reports;

/// <summary>How a finding came out.</summary>
internal enum FindingOutcome
{
    /// <summary>It holds.</summary>
    Holds,

    /// <summary>It was asked for and does not hold.</summary>
    Fails,

    /// <summary>It proves nothing: the harness was not able to.</summary>
    Doubtful,

    /// <summary>It was not looked at.</summary>
    Skipped,
}

/// <summary>One thing that was judged: a threshold, a probe in one part of the run, a stop condition, a fault, a property of the generator.</summary>
/// <param name="Group"><c>thresholds</c>, <c>hypothesis</c>, <c>stop</c>, <c>faults</c>, <c>validity</c>.</param>
/// <param name="Name">Unique in its group.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Text">The number and its limit, or why, for people.</param>
/// <param name="Took">For a fault how long it was on; else zero.</param>
internal sealed record Finding(string Group, string Name, FindingOutcome Outcome, string Text, TimeSpan Took = default)
{
    /// <summary>All findings of a run, in the order of the report.</summary>
    public static IReadOnlyList<Finding> Of(RunFold run, Judgement judgement) =>
    [
        .. judgement.Thresholds.Select(result => Of(result, judgement.WasLoaded)),
        .. run.Hypothesis is { } fold ? Probes(run, fold) : [],
        .. run.Plan.StopConditions.Select(condition => Of(run.StopConditions!, condition)),
        .. run.Faults.Select(story => Of(run, story)),
        .. judgement.Validity.Select(Of),
    ];

    private static Finding Of(ThresholdResult result, bool wasLoaded)
    {
        // No data is unmet where there was load; without any the run never came to ask.
        if (!wasLoaded) return new("thresholds", result.Threshold.ToString(), FindingOutcome.Skipped, "not judged: nothing was sent");
        var measured = double.IsNaN(result.Number) ? "" : ThresholdText.Measured(result) + ", ";
        return new("thresholds", result.Threshold.ToString(), result.Met ? FindingOutcome.Holds : FindingOutcome.Fails, measured + ThresholdText.Margin(result) + ThresholdText.Since(result));
    }

    private static IEnumerable<Finding> Probes(RunFold run, HypothesisFold fold)
    {
        (string Part, string Label, bool IsTolerated)[] parts =
        [
            (HypothesisFold.Before, "before", false), .. run.Faults.Select(story => (story.Fault.Name, $"during {story.Fault.Name}", story.Fault.ToleratedDuring)), (HypothesisFold.After, "after", false),
        ];
        foreach (var probe in fold.Hypothesis.SteadyState)
        {
            foreach (var (part, label, isTolerated) in parts)
            {
                var record = fold.Record(probe.Name, part);
                var name = $"{probe.Name} {label}";
                if (record is not { Evaluated: > 0, Worst: { } worst }) yield return new("hypothesis", name, FindingOutcome.Skipped, "not looked at");
                else if (record.Held) yield return new("hypothesis", name, FindingOutcome.Holds, $"held at all {Numbers.Count(record.Evaluated)} looks");
                else yield return new("hypothesis", name, isTolerated ? FindingOutcome.Holds : FindingOutcome.Fails, (isTolerated ? "tolerated: " : "") + ProbeText.Describe(probe, worst));
            }
        }
    }

    private static Finding Of(StopFold fold, StopCondition condition)
    {
        var (name, record) = (condition.Probe.Name, fold.Record(condition));
        var worst = $"{StopText.Tolerance(condition)}; the worst was {StopText.Value(condition, record.Worst)}";
        if (record.Evaluated == 0) return new("stop", name, FindingOutcome.Skipped, "no data, and not for so long that it were a breach");
        if (record.Held) return new("stop", name, FindingOutcome.Holds, $"{worst}, at {Numbers.Count(record.Evaluated)} looks");
        return new("stop", name, FindingOutcome.Fails, fold.Breach is { } breach && breach.Condition == condition ? StopText.Describe(breach) : worst);
    }

    private static Finding Of(RunFold run, FaultStory story)
    {
        var took = (story.HealedAt ?? story.HealingAt) - story.ActiveAt ?? TimeSpan.Zero;
        var name = $"{story.Fault.Letter} {story.Fault.Name}";
        var recovery = story.TimeToRecover is { } back ? $", recovered in {Numbers.Seconds(back)}" : "";
        var isLate = run.Hypothesis is { } fold && story.RecoveryJudged && !(story.TimeToRecover <= fold.Hypothesis.RecoverWithin);
        return story.State switch
        {
            FaultState.Skipped => new("faults", name, story.GateHeld == false ? FindingOutcome.Fails : FindingOutcome.Skipped, $"skipped: {story.Note}"),
            FaultState.Healed when isLate => new("faults", name, FindingOutcome.Fails, $"healed{recovery}; {Numbers.Seconds(run.Hypothesis!.Hypothesis.RecoverWithin)} are allowed to recover", took),
            FaultState.Healed => new("faults", name, FindingOutcome.Holds, $"healed{(story.Verified == true ? " and verified" : "")}{recovery}", took),
            FaultState.Pending => new("faults", name, FindingOutcome.Skipped, "the run ended before it was due"),
            FaultState.Lost => new("faults", name, FindingOutcome.Doubtful, $"lost: {story.Note}", took),
            _ => new("faults", name, FindingOutcome.Fails, $"{story.State.ToString().ToLowerInvariant()}: {story.Note ?? story.Fault.Action.UndoDescription}", took),
        };
    }

    private static Finding Of(ValidityMeasure measure)
    {
        string Show(double number) => measure.Unit == "ms" ? Numbers.Ms(number) : Numbers.Percent(number);
        return new("validity", measure.Name, measure.Met ? FindingOutcome.Holds : FindingOutcome.Doubtful, $"{Show(measure.Number)}, {Show(measure.Limit)} is allowed ({measure.Note})");
    }
}
