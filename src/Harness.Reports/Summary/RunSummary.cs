using System.Text.Json.Serialization;
using Harness.Journal;

namespace Harness.Reports.Summary;

/// <summary>The contents of summary.json. Times of metrics are milliseconds, times of faults seconds from t = 0; null is "not measured".</summary>
internal sealed record RunSummary(
    string Verdict,
    int ExitCode,
    IReadOnlyList<string> Reasons,
    IReadOnlyDictionary<string, MetricSummary> Metrics,
    IReadOnlyList<FaultSummary> Faults,
    HypothesisSummary? Hypothesis,
    IReadOnlyList<ThresholdSummary> Thresholds,
    IReadOnlyList<StopConditionSummary> StopConditions,
    StopSummary? Stop,
    ValiditySummary Validity,
    IReadOnlyList<TargetSummary> Targets,
    EnvironmentSummary Environment);

/// <summary>A metric: what is in it follows from its kind.</summary>
[JsonDerivedType(typeof(TrendSummary))]
[JsonDerivedType(typeof(RateSummary))]
[JsonDerivedType(typeof(CounterSummary))]
[JsonDerivedType(typeof(GaugeSummary))]
internal abstract record MetricSummary(long Count);

/// <summary>Times, in milliseconds.</summary>
internal sealed record TrendSummary(
    long Count, double? Min, double? Avg, double? P50, double? P90, double? P95, double? P99,
    [property: JsonPropertyName("p99.9")] double? P999, double? Max) : MetricSummary(Count);

/// <summary>A share of yes: <paramref name="Count"/> is how many yes.</summary>
internal sealed record RateSummary(double? Rate, long Count) : MetricSummary(Count);

/// <summary>Events, and how many a second.</summary>
internal sealed record CounterSummary(long Count, double? Rate) : MetricSummary(Count);

/// <summary>A level: the last, the lowest, the highest; <paramref name="Count"/> is how often it was looked at.</summary>
internal sealed record GaugeSummary(double? Value, double? Min, double? Max, long Count) : MetricSummary(Count);

/// <summary>What became of a fault.</summary>
internal sealed record FaultSummary(
    string Name, string Kind, FaultState State, double? At, double? Healing, double? Until,
    double? TimeToDetect, double? TimeToRecover, bool? Verified, ToxicShare? Share);

/// <summary>The hypothesis and its probes.</summary>
internal sealed record HypothesisSummary(bool? Held, string? Title, IReadOnlyList<ProbeSummary> Probes);

/// <summary>A probe over the parts of the run.</summary>
internal sealed record ProbeSummary(string Name, IReadOnlyList<PartSummary> Parts);

/// <summary>
/// A probe before the first fault, during a fault (its name), or after the last, with its worst value (milliseconds, a share, a count, or a
/// status) and a text where a number does not say it: <c>timeout</c>, <c>no data</c>.
/// </summary>
internal sealed record PartSummary(string Part, bool? Held, int Evaluated, int Met, double? Worst, string? Text);

/// <summary>A threshold with its number, in the unit of its metric; of the worst window where it has one. Window and times are seconds. Met is null where nothing was sent.</summary>
internal sealed record ThresholdSummary(
    string Selector, string Expression, bool? Met, double? Value, double Limit, double? Margin, long Samples,
    double? Window, double? FirstBreach, double? AbortedAt);

/// <summary>A stop condition over the run, with its worst value (milliseconds, a share, a count, or a status) and a text where a number does not say it; held is null where it was never looked at.</summary>
internal sealed record StopConditionSummary(string Name, bool? Held, int Evaluated, double? Worst, string? Text);

/// <summary>
/// Why the run ended before its plan did: the stop condition or threshold that ended it, the close of the second that shows its breach, when the run
/// began to stop, and when the healing of the first fault that was on began; null where there is none.
/// </summary>
internal sealed record StopSummary(StopCause Cause, string? Condition, double? Breach, double? At, double? HealingBegan);

/// <summary>Whether the generator's numbers can be trusted.</summary>
internal sealed record ValiditySummary(bool Valid, IReadOnlyList<ValidityItem> Measures);

/// <summary>A measure of the generator; its unit is <c>ms</c> or <c>share</c>.</summary>
internal sealed record ValidityItem(string Name, bool Met, double? Value, double Limit, string Unit, string Note);

/// <summary>
/// What one instance of a target used after the warm-up, over the seconds measured: CPU in cores (the mean of a second), memory and what flowed in
/// bytes. A limit is null where there is none, anything else where nobody can tell.
/// </summary>
internal sealed record TargetSummary(
    string Name, string Instance, double? CpuMax, double? CpuAvg, double? CpuLimit, double? MemoryMax, double? MemoryAvg, double? MemoryLimit,
    double? NetworkReceived, double? NetworkSent, double? DiskRead, double? DiskWritten, int Seconds, int SecondsStopped);

/// <summary>What is needed to run it again.</summary>
internal sealed record EnvironmentSummary(
    string? Run, string Scenario, DateTimeOffset? Started, int? Seed, bool? WithFaults, string? Command, string? Commit,
    string? Harness, string? Runtime, string? Os, string? Machine, int? Cores, long? MemoryBytes, string? Transport);

/// <summary>How the summary is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class SummaryJson : JsonSerializerContext;
