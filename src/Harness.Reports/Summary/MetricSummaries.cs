using Harness.Checks;
using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Reports.Summary;

/// <summary>Every metric, each by step, and every selector that a threshold names, spelled as in the threshold.</summary>
internal static class MetricSummaries
{
    private static readonly Expectation PerSecond = new(Aggregate.Rate, 0, Comparison.Greater, 0, "rate>0");

    /// <summary>By selector, in the order of the catalog.</summary>
    public static IReadOnlyDictionary<string, MetricSummary> Of(RunFold run)
    {
        var metrics = new Dictionary<string, MetricSummary>();
        foreach (var selector in Measures.All.SelectMany(measure => Selectors(measure, run)).Concat(run.Plan.Thresholds.Select(t => t.Selector)))
            metrics.TryAdd(selector.Text, Of(run, selector));
        return metrics;
    }

    private static IEnumerable<MetricSelector> Selectors(Measure measure, RunFold run)
    {
        var name = measure.Name.Name;
        yield return new(name, [], name);
        if (!measure.Name.Tags.Contains("step")) yield break;
        foreach (var step in run.Plan.Requests) yield return new(name, [new("step", step.Name)], $"{name}{{step:{step.Name}}}");
    }

    private static MetricSummary Of(RunFold run, MetricSelector selector)
    {
        var (measure, steps) = (Measures.Of(selector.Metric), run.Totals.Select(selector));
        var load = selector["load"] is { } name ? run.Totals.LoadOf(name) : run.Totals.Load;
        if (measure.Trend is not null) return Of(measure.Trend(steps, load, selector));
        if (measure.Level is not null)
        {
            var level = measure.Level(load);
            return new GaugeSummary(Figure.Rounded(level.Last, 3), Figure.Rounded(level.Min, 3), Figure.Rounded(level.Max, 3), level.Seconds);
        }
        if (measure.Share is not null)
        {
            var (yes, all) = measure.Share(steps, selector);
            return new RateSummary(all == 0 ? null : Figure.Rounded((double)yes / all, 6), yes);
        }
        return new CounterSummary(measure.Counter!(steps, load, selector), Figure.Rounded(run.Read(selector, PerSecond).Number, 3));
    }

    private static TrendSummary Of(Histogram times)
    {
        double? At(double percentile) => Figure.Rounded(times.Percentile(percentile), 3);
        return new(times.Count, At(0), Figure.Rounded(times.Mean, 3), At(50), At(90), At(95), At(99), At(99.9), At(100));
    }
}
