using Harness.Plans;

namespace Harness.Checks;

/// <summary>A threshold with its number.</summary>
/// <param name="Threshold">What was asked.</param>
/// <param name="Number">What was measured; NaN for no data.</param>
/// <param name="Samples">Of how many samples.</param>
/// <param name="Met">True where it holds; no data is unmet.</param>
public sealed record ThresholdResult(Threshold Threshold, double Number, long Samples, bool Met)
{
    /// <summary>The distance to the limit in the metric's unit, positive where it is met; NaN without data.</summary>
    public double Margin => Threshold.Expression.Comparison is Comparison.Greater or Comparison.GreaterOrEqual
        ? Number - Threshold.Expression.Limit
        : Threshold.Expression.Limit - Number;

    /// <summary>The margin as a share of what there was to lose: of the limit, or for a rate that must be high of its distance to 100 %.</summary>
    public double MarginShare
    {
        get
        {
            var limit = Threshold.Expression.Limit;
            var room = limit < 1 && Threshold.Expression.Comparison is Comparison.Greater or Comparison.GreaterOrEqual ? 1 - limit : limit;
            return Math.Abs(Margin / (room == 0 ? 1 : room));
        }
    }
}

/// <summary>Judges every threshold over the whole run.</summary>
public static class ThresholdCheck
{
    /// <summary>The results, in the plan's order. A counter without events is 0; every other metric without samples is no data.</summary>
    public static IReadOnlyList<ThresholdResult> Judge(RunFold run) => [.. run.Plan.Thresholds.Select(threshold =>
    {
        var measured = run.Read(threshold.Selector, threshold.Expression);
        return new ThresholdResult(threshold, measured.Number, measured.Samples, threshold.Expression.Holds(measured.Number));
    })];
}
