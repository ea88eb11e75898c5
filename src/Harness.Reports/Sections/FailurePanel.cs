using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Failed requests over time.</summary>
internal static class FailurePanel
{
    private const int Height = 72;

    public static Html Draw(Facts facts)
    {
        var (axis, failed) = (facts.Axis, facts.Columns.Failed);
        var seconds = facts.Run.Series.Of(Series.AllSteps).Where(p => p.Value.Failed > 0).Select(p => p.Key).ToList();
        if (seconds.Count == 0) return $"""<div class="pn"><h3>Failed requests per second</h3><p class="none">No request failed.</p></div>""";
        var scale = Scale.Linear(failed.Where(double.IsFinite).Max());
        var label = $"{Words.Requests(facts.All.RequestsFailed)} failed, from {Words.Clock(seconds[0])} to {Words.Clock(seconds[^1] + 1)}.";
        var svg = TimelineBands.Draw(facts, scale, Height, label, chart =>
            chart.Bars(Ink.Err, [.. Enumerable.Range(0, axis.Count).Select(axis.Middle)], failed, axis.Width * 0.84));
        return $"""<div class="pn"><h3>Failed requests per second</h3><div class="area" style="height:{Height}px" data-min="0" data-max="{scale.Max}">{svg}{scale.Labels()}</div></div>""";
    }
}
