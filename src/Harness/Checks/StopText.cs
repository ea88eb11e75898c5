using Harness.Plans;

namespace Harness.Checks;

/// <summary>Stop conditions in words, the same in console and reports.</summary>
public static class StopText
{
    /// <summary>What must hold: <c>http_req_failed rate &lt; 50% over 3 s</c>, <c>GET /healthz is 200</c>.</summary>
    public static string Tolerance(StopCondition condition) => condition.Probe switch
    {
        HttpProbe http => $"GET {http.Path} is {Statuses(http)}",
        MetricProbe metric => $"{metric.Selector} {metric.Expect.Left} {metric.Expect.Comparison.Sign()} {Number(metric, metric.Expect.Limit)} over {metric.Window.TotalSeconds:0} s",
        _ => "",
    };

    /// <summary>What was seen: <c>62%</c>, <c>200</c>, <c>refused</c>, <c>no data</c>.</summary>
    public static string Value(StopCondition condition, ProbeState? state) =>
        condition.Probe is MetricProbe metric && state is { Number: var number } && !double.IsNaN(number) ? Number(metric, number) : state?.Text ?? ProbeState.NoData;

    /// <summary><c>too-many-errors: http_req_failed rate was 62% over 3 s at 0:41, 12 pp over the 50% allowed</c>.</summary>
    public static string Describe(StopBreach breach)
    {
        var (condition, state, at) = (breach.Condition, breach.State, Numbers.Clock(breach.At));
        return $"{condition.Probe.Name}: " + condition.Probe switch
        {
            HttpProbe http when !state.HasData => $"GET {http.Path} had no answer for {condition.NoData.TotalSeconds:0} s at {at}",
            HttpProbe http => $"GET {http.Path} answered {state.Text} at {at}, {Statuses(http)} is expected",
            MetricProbe metric when !state.HasData => $"{metric.Selector} had no data for {condition.NoData.TotalSeconds:0} s at {at}",
            MetricProbe metric => $"{metric.Selector} {metric.Expect.Left} was {Number(metric, state.Number)} over {metric.Window.TotalSeconds:0} s at {at}, {ProbeText.Distance(metric.Selector.Metric, metric.Expect, state.Number)}",
            _ => state.Text,
        };
    }

    /// <summary>How soon the faults were being healed: <c>healing began 12 ms later</c>.</summary>
    public static string Healing(RunFold run, StopStory story) =>
        story.TimeToHealing is { } took ? $"healing began {Numbers.Ms(took.TotalMilliseconds)} later"
        : run.Faults.Any(fault => fault.InForce) ? "healing was not seen to begin"
        : "no fault had to be healed";

    private static string Statuses(HttpProbe probe) => string.Join(" or ", probe.Statuses);

    private static string Number(MetricProbe probe, double number) => Numbers.Of(probe.Selector.Metric, probe.Expect, number);
}
