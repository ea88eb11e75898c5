using System.Text.Encodings.Web;
using System.Text.Json;
using Harness.Checks;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Reports.Summary;

/// <summary>summary.json: the run for scripts.</summary>
public sealed class JsonReport : IReport
{
    // A file for scripts and grep, part of no page: p(95)<500 may stand as it is.
    private static readonly SummaryJson Json = new(new JsonSerializerOptions(SummaryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public string Format => "json";

    /// <inheritdoc/>
    public string FileName => "summary.json";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to) => JsonSerializer.Serialize(to, Of(run, judgement), Json.RunSummary);

    internal static RunSummary Of(RunFold run, Judgement judgement) => new(
        judgement.Verdict.Outcome.ToString().ToLowerInvariant(),
        (int)judgement.Verdict.ExitCode,
        [.. judgement.Verdict.Reasons.Select(reason => reason.ToString())],
        MetricSummaries.Of(run),
        [.. run.Faults.Select(Of)],
        run.Hypothesis is { } fold ? Of(fold, run, judgement) : null,
        [.. judgement.Thresholds.Select(result => Of(result, judgement.WasLoaded))],
        [.. run.Plan.StopConditions.Select(condition => Of(condition, run.StopConditions!.Record(condition)))],
        run.Stops.Count > 0 ? Of(StopStory.Of(run, run.Stops[0])) : null,
        new(judgement.Validity.All(m => m.Met), [.. judgement.Validity.Select(m => new ValidityItem(m.Name, m.Met, Figure.Rounded(m.Number, 6), m.Limit, m.Unit, m.Note))]),
        [.. run.Series.Targets.Instances.Select(series => Of(new TargetTotals(series)))],
        Environment(run));

    private static FaultSummary Of(FaultStory story) => new(
        story.Fault.Name, story.Fault.Action.Kind, story.State, Figure.Seconds(story.ActiveAt), Figure.Seconds(story.HealingAt), Figure.Seconds(story.HealedAt),
        Figure.Seconds(story.TimeToDetect), Figure.Seconds(story.TimeToRecover), story.Verified, story.Share);

    private static HypothesisSummary Of(HypothesisFold fold, RunFold run, Judgement judgement) => new(
        judgement.HypothesisHeld,
        fold.Hypothesis.Title,
        [.. fold.Hypothesis.SteadyState.Select(probe => new ProbeSummary(probe.Name, [.. Parts(run).Select(part => Of(part, fold.Record(probe.Name, part)))]))]);

    private static IEnumerable<string> Parts(RunFold run) =>
        [HypothesisFold.Before, .. run.Faults.Select(f => f.Fault.Name), HypothesisFold.After];

    private static PartSummary Of(string part, ProbeRecord record) => new(
        part, record.Evaluated == 0 ? null : record.Held, record.Evaluated, record.Met,
        Figure.Rounded(record.Worst?.Number ?? double.NaN, 6), record.Worst is { Text.Length: > 0 } worst ? worst.Text : null);

    private static StopConditionSummary Of(StopCondition condition, ProbeRecord record) => new(
        condition.Probe.Name, record.Evaluated == 0 ? null : record.Held, record.Evaluated, Figure.Rounded(record.Worst?.Number ?? double.NaN, 6), record.Worst is { Text.Length: > 0 } worst ? worst.Text : null);

    private static StopSummary Of(StopStory story) => new(story.Cause, story.Condition, Figure.Seconds(story.Breach), Figure.Seconds(story.At), Figure.Seconds(story.HealingBegan));

    private static ThresholdSummary Of(ThresholdResult result, bool wasLoaded) => new(
        result.Threshold.Selector.Text, result.Threshold.Expression.Text, wasLoaded ? result.Met : null,
        Figure.Rounded(result.Number, 6), result.Threshold.Expression.Limit, Figure.Rounded(result.Margin, 6), result.Samples,
        result.Threshold.Window?.TotalSeconds, Figure.Seconds(result.FirstBreach), Figure.Seconds(result.AbortedAt));

    private static TargetSummary Of(TargetTotals target) => new(
        target.Series.Target, target.Series.Instance,
        Figure.Rounded(target.CpuPeak?.Cpu ?? double.NaN, 3), Figure.Rounded(target.CpuAverage, 3), target.Series.CpuLimit,
        target.MemoryPeak?.Memory, Figure.Rounded(target.MemoryAverage, 0), target.Series.MemoryLimit,
        Figure.Rounded(target.Received, 0), Figure.Rounded(target.Sent, 0), Figure.Rounded(target.Read, 0), Figure.Rounded(target.Written, 0),
        target.Seconds, target.Stopped);

    private static EnvironmentSummary Environment(RunFold run)
    {
        var (start, machine) = (run.Start, run.Start?.Environment);
        return new(start?.Run, run.Plan.Name, start?.Wall, start?.Seed, start?.WithFaults, start?.Command, start?.Commit,
            machine?.Harness, machine?.Runtime, machine?.OS, machine?.Machine, machine?.Cores, machine?.MemoryBytes, machine?.Transport);
    }
}
