using Harness.Checks;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Iterations started against those planned.</summary>
internal static class RatePanel
{
    private const int Height = 88;

    public static Html Draw(Facts facts)
    {
        var (axis, columns) = (facts.Axis, facts.Columns);
        var isOpen = facts.Plan.IsOpen;
        var scale = Scale.Linear(columns.Started.Concat(isOpen ? columns.Planned : []).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        var xs = Enumerable.Range(0, axis.Count).Select(axis.Middle).ToArray();
        var svg = TimelineBands.Draw(facts, scale, Height, Label(facts), chart =>
        {
            if (isOpen) chart.Line(Ink.Planned, xs, columns.Planned, axis.Width / 2.0);
            chart.Line(Ink.Rate, xs, columns.Started, axis.Width / 2.0);
        });
        return $"""<div class="pn"><h3>Iterations started, per second<span class="keys">{Panel.Key(Ink.Rate, "started")}{(isOpen ? Panel.Key(Ink.Planned, "planned") : Html.None)}</span></h3><div class="area" style="height:{Height}px" data-min="0" data-max="{scale.Max}" data-dots="started">{svg}{scale.Labels()}</div></div>""";
    }

    private static string Label(Facts facts)
    {
        var load = facts.Run.Totals.Load;
        return facts.Plan.IsOpen
            ? $"Iterations per second against the plan: {Numbers.Count(load.Started)} of {Numbers.Count(load.Planned)} planned were started, {Numbers.Count(load.Dropped)} dropped."
            : $"Iterations per second: {Numbers.Count(load.Started)} were started by at most {Numbers.Count((long)load.VUs.Max)} virtual users.";
    }
}
