using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports.Sections;

/// <summary>What the timeline shows, in one sentence.</summary>
internal static class TimelineLead
{
    /// <summary>From here on a p95 counts as changed: a second's p95 of few requests scatters by less.</summary>
    private const double Changed = 1.4;

    public static string Of(Facts facts)
    {
        if (!facts.HasRequests) return "Only the warm-up was sent, and it counts nowhere.";
        var ended = facts.EndedEarly ? $" The run ended at {Numbers.Clock(facts.Run.Elapsed)} of {Numbers.Clock(facts.Plan.Duration)}." : "";
        return (facts.Injected.Count == 0 ? WithoutFaults(facts) : WithFaults(facts)) + ended;
    }

    private static string WithoutFaults(Facts facts)
    {
        var peak = facts.Run.Series.Of(Series.AllSteps).Where(p => p.Key >= 0 && double.IsFinite(p.Value.P95)).OrderByDescending(p => p.Value.P95).FirstOrDefault();
        var failed = facts.All.RequestsFailed == 0 ? "no request failed" : $"{Words.Requests(facts.All.RequestsFailed)} failed";
        return double.IsNaN(facts.All.ResponseTime.Percentile(95))
            ? $"No request was answered: {failed}."
            : $"p95 was {Numbers.Ms(facts.All.ResponseTime.Percentile(95))} over the run and at most {Numbers.Ms(peak.Value.P95)} in a second, at {Words.Clock(peak.Key)}; {failed}.";
    }

    private static string WithFaults(Facts facts)
    {
        if (double.IsNaN(facts.BaselineP95())) return FaultWords.WithoutBaseline(facts) + ".";
        var stories = facts.Injected.Select(story => Story(facts, story)).OfType<string>().ToList();
        var calm = facts.Injected.Count switch { 1 => "the fault", 2 => "both faults", var n => $"all {n} faults" };
        if (stories.Count == 0) return $"Response times and errors stayed near their baseline through {calm}: p95 was {Numbers.Ms(facts.BaselineP95())} before.";
        return string.Join("; ", stories) + ".";
    }

    private static string? Story(Facts facts, FaultStory story)
    {
        var during = facts.Sums.Within(story.Fault.Name);
        var (before, now) = (facts.BaselineP95(), during.ResponseTime.Percentile(95));
        var slower = now / before >= Changed ? $"p95 rose from {Numbers.Ms(before)} to {Numbers.Ms(now)}" : null;
        var failed = during.RequestsFailed > 0 ? $"{Words.Requests(during.RequestsFailed)} failed ({Numbers.Percent((double)during.RequestsFailed / during.Requests)})" : null;
        var both = Words.List([.. new[] { slower, failed }.OfType<string>()]);
        return both.Length == 0 ? null : $"{both} during {story.Fault.Name}";
    }
}
