using Harness.Plans;

namespace Harness.Checks;

/// <summary>A threshold with its number.</summary>
/// <param name="Threshold">What was asked.</param>
/// <param name="Number">What was measured; NaN for no data.</param>
/// <param name="Samples">Of how many samples.</param>
/// <param name="Met">True where it holds; no data is unmet.</param>
public sealed record ThresholdResult(Threshold Threshold, double Number, long Samples, bool Met)
{
    /// <summary>The close of the first second that showed it unmet, from t = 0; null where there was none (<see cref="ThresholdFold.FirstBreach"/>).</summary>
    public TimeSpan? FirstBreach { get; init; }

    /// <summary>When it ended the run, or null; the number is then what it failed by.</summary>
    public TimeSpan? AbortedAt { get; init; }

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

/// <summary>Judges every threshold over the whole run, or over the worst of its windows.</summary>
public static class ThresholdCheck
{
    /// <summary>The results, in the plan's order. A count without events is 0; everything else without enough samples is no data, and unmet.</summary>
    public static IReadOnlyList<ThresholdResult> Judge(RunFold run) => [.. run.Thresholds.Select(fold =>
    {
        var threshold = fold.Threshold;
        var measured = threshold.Window is null ? run.Read(threshold.Selector, threshold.Expression) : fold.WorstWindow ?? new(double.NaN, 0);
        var holds = fold.Holds(measured);
        // It failed when it ended the run: a number that looks well again after that is not what it failed by.
        if (holds == true && fold.AtAbort is { } failed) (measured, holds) = (failed, false);
        return new ThresholdResult(threshold, holds is null ? double.NaN : measured.Number, measured.Samples, holds == true)
        {
            FirstBreach = fold.FirstBreach,
            AbortedAt = fold.AbortedAt,
        };
    })];
}
