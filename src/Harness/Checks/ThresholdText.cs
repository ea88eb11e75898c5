using System.Globalization;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>A threshold's result in words, the same in console and reports.</summary>
public static class ThresholdText
{
    /// <summary>What was measured: <c>37 ms</c>, or <c>no data</c>.</summary>
    public static string Measured(ThresholdResult result) => double.IsNaN(result.Number) ? "no data" : Show(result, result.Number);

    /// <summary>The distance to the limit: <c>463 ms to spare (93%)</c>, <c>over by 751 ms (83%)</c>, <c>no data, and no data is unmet</c>.</summary>
    public static string Margin(ThresholdResult result)
    {
        var expression = result.Threshold.Expression;
        if (double.IsNaN(result.Margin)) return "no data, and no data is unmet";
        var size = Math.Abs(result.Margin);
        var text = Measures.Of(result.Threshold.Selector.Metric).Name.Kind == MetricKind.Rate ? Numbers.Percent(size).Replace("%", "\u00a0pp", StringComparison.Ordinal) : Show(result, size);
        var share = expression.Limit > 0 ? $" ({Math.Round(size / expression.Limit * 100).ToString("#,0", CultureInfo.InvariantCulture)}%)" : "";
        if (expression.Comparison is Comparison.Equal or Comparison.NotEqual) return $"{text} apart";
        return result.Met ? $"{text} to spare{share}" : $"{(ProbeText.HigherIsWorse(expression) ? "over" : "short")} by {text}{share}";
    }

    /// <summary>When it was first out, or ended the run: <c>; first out at 0:43</c>; empty where neither.</summary>
    public static string Since(ThresholdResult result) =>
        result.AbortedAt is { } end ? $"; ended the run at {Numbers.Clock(end)}" : result.FirstBreach is { } first ? $"; first out at {Numbers.Clock(first)}" : "";

    private static string Show(ThresholdResult result, double number) => Numbers.Of(result.Threshold.Selector.Metric, result.Threshold.Expression, number);
}
