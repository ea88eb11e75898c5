using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Response times over time, every request in it: what percentiles hide, two modes for instance, is seen here.</summary>
internal static class HeatMapSection
{
    private const int Height = 190;

    public static SectionText Draw(Facts facts)
    {
        var map = new HeatMap(facts.Run.Series.Latency, facts.Axis);
        if (map.IsEmpty) return new($"{(facts.WasLoaded ? "No request was answered." : Words.NothingSent)} There is no latency over time.", Html.None);
        var rows = map.Last - map.First;
        var ticks = Enumerable.Range(0, (rows / LatencyMap.PerDecade) + 1).Select(decade => (Percent: 100.0 * decade * LatencyMap.PerDecade / rows, Ms: Math.Pow(10, LatencyMap.Lowest + ((double)map.First / LatencyMap.PerDecade) + decade)));
        return new($"{Finding(facts)}", $"""
            <figure class="tl2"><div class="pn"><h3>Requests per column and bin<span class="keys">{map.Names.Select(Key)}</span></h3><div class="area" style="height:{Height}px"><svg class="plot hm" viewBox="0 0 {facts.Axis.Count} {rows}" preserveAspectRatio="none" shape-rendering="crispEdges" role="img" aria-label="Heat map of response time over time. {Finding(facts)}">{map.Paths()}{WarmUp(facts, rows)}</svg>{ticks.Select(tick => (Html)$"""<span class="yl" style="bottom:{tick.Percent}%">{Label(tick.Ms)}</span>""")}{facts.Injected.Select(story => Fault(facts, story))}</div></div>{facts.Axis.Labels()}<figcaption>Response time of accepted requests in ms, log scale, {LatencyMap.PerDecade} bins a decade; a column is {facts.Axis.Width} s; time since start, m:ss.</figcaption></figure>
            """);
    }

    private static string Finding(Facts facts)
    {
        var times = facts.All.ResponseTime;
        if (times.Count == 0) return "Only the warm-up was answered.";
        var points = facts.Run.Series.Of(Series.AllSteps).Where(p => p.Key >= 0 && double.IsFinite(p.Value.P99)).ToList();
        var worst = points.MaxBy(p => p.Value.P99);
        return $"The stronger the colour, the more requests. Nine in ten took between {Numbers.Ms(times.Percentile(5))} and {Numbers.Ms(times.Percentile(95))}; the slowest second was {Words.Clock(worst.Key)}, with a p99 of {Numbers.Ms(worst.Value.P99)}.";
    }

    private static Html Key(string name, int level) =>
        $"""<span class="key sw"><svg viewBox="0 0 10 10" aria-hidden="true"><path class="h{level + 1}" d="M0 0H10V10H0z"/></svg>{name}</span>""";

    private static Html WarmUp(Facts facts, int rows)
    {
        var columns = facts.Axis.From >= 0 ? 0 : -facts.Axis.From / (double)facts.Axis.Width;
        return columns == 0 ? Html.None : (Html)$"""<path class="a warm" d="M0 0h{columns}v{rows}h-{columns}z"/>""";
    }

    private static Html Fault(Facts facts, FaultStory story)
    {
        var (from, to) = facts.Span(story);
        return $"""<a class="fl" style="left:{facts.Axis.Percent(from)}%;width:{facts.Axis.Percent(to) - facts.Axis.Percent(from)}%" href="#impact-{story.Fault.Letter}" aria-label="{story.Fault.Letter} {story.Fault.Name}"><em>{story.Fault.Letter}</em></a>""";
    }

    private static string Label(double milliseconds) => milliseconds < 1 ? "0.1" : milliseconds < 10_000 ? Numbers.Count(milliseconds) : Numbers.Count(milliseconds / 1000) + "k";
}
