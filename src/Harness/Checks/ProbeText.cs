using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>Measures against their limits, in words.</summary>
public static class ProbeText
{
    /// <summary><c>fast: response_time p(95) over 5 s reached 1,720 ms, 1,220 ms over the 500 ms allowed</c>.</summary>
    public static string Describe(Probe probe, ProbeState state) => probe switch
    {
        HttpProbe http => $"{probe.Name}: GET {http.Path} answered {state.Text}, {string.Join(" or ", http.Statuses)} is expected",
        MetricProbe metric when double.IsNaN(state.Number) => $"{probe.Name}: no data for {metric.Selector} in {metric.Window.TotalSeconds:0} s",
        MetricProbe metric => $"{probe.Name}: {metric.Selector} {metric.Expect.Left} over {metric.Window.TotalSeconds:0} s {(HigherIsWorse(metric.Expect) ? "reached" : "fell to")} {Numbers.Of(metric.Selector.Metric, metric.Expect, state.Number)}, {Distance(metric.Selector.Metric, metric.Expect, state.Number)}",
        _ => probe.Name,
    };

    /// <summary><c>751 ms over the 900 ms allowed</c>, <c>3.1 pp over the 1% allowed</c>, <c>12.0/s short of the 50.0/s asked for</c>.</summary>
    public static string Distance(string metric, Expectation expect, double number)
    {
        var limit = Numbers.Of(metric, expect, expect.Limit);
        var margin = Math.Abs(number - expect.Limit);
        var distance = Measures.Of(metric).Name.Kind == MetricKind.Rate ? Numbers.Percent(margin).Replace("%", "\u00a0pp", StringComparison.Ordinal) : Numbers.Of(metric, expect, margin);
        return expect.Comparison switch
        {
            Comparison.Greater or Comparison.GreaterOrEqual => $"{distance} short of the {limit} asked for",
            Comparison.Less or Comparison.LessOrEqual => $"{distance} over the {limit} allowed",
            _ => $"{expect.Comparison.Sign()} {limit} is asked for",
        };
    }

    /// <summary>True where a higher number is farther from being met.</summary>
    public static bool HigherIsWorse(Expectation expect) => expect.Comparison is Comparison.Less or Comparison.LessOrEqual;
}
