using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports.Sections;

/// <summary>What the chart of a step shows, for those who do not see it.</summary>
internal static class LatencyLabel
{
    public static string Of(Facts facts, string step)
    {
        var name = step == Series.AllSteps ? null : step;
        var whole = (name is null ? facts.All : facts.Sums.Of(name)).ResponseTime;
        if (whole.Count == 0) return $"{step}: no request was answered.";
        var during = facts.Injected.Select(f => $"{Numbers.Ms(facts.Sums.Within(f.Fault.Name, name).ResponseTime.Percentile(95))} during {f.Fault.Name}").ToList();
        return during.Count == 0
            ? $"{step}: p95 response time was {Numbers.Ms(whole.Percentile(95))} over the run."
            : $"{step}: p95 response time was {Numbers.Ms(facts.BaselineP95(name))} in the baseline, {Words.List(during)}.";
    }
}
