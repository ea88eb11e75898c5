using System.Globalization;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Reports.Sections;

/// <summary>A latency threshold as a line, drawn only where it applies.</summary>
/// <param name="Milliseconds">Its height.</param>
/// <param name="From">Where it begins, seconds from t = 0.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Label"><c>p95 &lt; 500</c>.</param>
/// <param name="Note">Where it applies, when that is not everywhere: <c>during A</c>.</param>
internal sealed record LimitLine(double Milliseconds, double From, double To, string Label, string Note)
{
    /// <summary>True for upper limits of response-time percentiles.</summary>
    public static bool IsDrawn(Threshold threshold) =>
        threshold.Selector.Metric == "response_time" && threshold.Selector["outcome"] is null && threshold.Selector["stage"] is null &&
        threshold.Expression is { Aggregate: Aggregate.Percentile or Aggregate.Med, Comparison: Comparison.Less or Comparison.LessOrEqual, Limit: > 0 };

    /// <summary>The limit over all steps and the whole run: of p95, or of the percentile that is nearest to it; NaN for none.</summary>
    public static double Overall(Facts facts) => facts.Plan.Thresholds.Where(t => IsDrawn(t) && t.Selector.Tags.Count == 0)
        .Select(t => t.Expression).OrderBy(e => Math.Abs(e.Percentile - 95)).FirstOrDefault()?.Limit ?? double.NaN;

    /// <summary>The lines of the chart of a step, or of all steps; the chart of an only step is that of all steps as well.</summary>
    public static IReadOnlyList<LimitLine> Of(Facts facts, string step, bool isOnly) =>
        [.. facts.Plan.Thresholds.Where(IsDrawn).Where(t => (t.Selector["step"] ?? (isOnly ? step : Series.AllSteps)) == step).SelectMany(t => Of(facts, t))];

    private static IEnumerable<LimitLine> Of(Facts facts, Threshold threshold)
    {
        var percentile = threshold.Expression.Aggregate == Aggregate.Med ? 50 : threshold.Expression.Percentile;
        var label = string.Create(CultureInfo.InvariantCulture, $"p{percentile} {threshold.Expression.Comparison.Sign()} {threshold.Expression.Limit:#,0.#}");
        if (threshold.Selector["phase"] is not { } phase) return [new(threshold.Expression.Limit, Math.Max(0, facts.Axis.From), facts.Axis.To, label, "")];
        var letter = facts.Plan.Faults.FirstOrDefault(f => f.Name == phase)?.Letter ?? phase;
        return facts.Phases.Where(p => p.Name == phase || p.Faults.Any(f => f.Fault.Name == phase))
            .Select((p, i) => new LimitLine(threshold.Expression.Limit, p.From, p.To, label, i == 0 ? $"during {letter}" : ""));
    }
}
