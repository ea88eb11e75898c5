using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>
/// Response times, one step at a time: percentiles over mixed steps jump between the steps' modes. Plain radio buttons choose; without
/// script they work too.
/// </summary>
internal static class LatencyPanel
{
    private const int Height = 200;

    public static Html Draw(Facts facts)
    {
        var lines = StepChoice.Of(facts).Select(facts.Columns.Of).ToList();
        var shown = StepChoice.Shown(facts, [.. lines.Select(l => l.Step)]);
        var scale = Scale.Log(Values(lines).DefaultIfEmpty(double.NaN).Min(), Values(lines).Concat(Limits(facts)).DefaultIfEmpty(double.NaN).Max(), 0.22);
        var key = facts.Plan.Thresholds.Any(LimitLine.IsDrawn) ? Panel.Key(Ink.Limit, "threshold") : Html.None;
        var radios = lines.Count < 2 ? Html.None : (Html)$"""<span class="pick" role="radiogroup" aria-label="Response time of">{lines.Select((l, i) => Radio(l.Step, i, i == shown))}</span>""";
        return $"""<div class="pn"><h3><span>Response time{(lines.Count == 1 ? (Html)$" of {lines[0].Step}" : Html.None)}, ms, log scale</span><span class="keys">{Panel.Key(Ink.P50, "p50")}{Panel.Key(Ink.P95, "p95")}{Panel.Key(Ink.P99, "p99")}{key}</span>{radios}</h3>{lines.Select((l, i) => Area(facts, scale, l, i, lines.Count == 1))}</div>""";
    }

    private static Html Radio(string step, int index, bool isChecked) =>
        $"""<label><input type="radio" name="step" value="s{index}"{(isChecked ? (Html)$" checked" : Html.None)}>{step}</label>""";

    private static Html Area(Facts facts, Scale scale, Percentiles lines, int index, bool isOnly)
    {
        var axis = facts.Axis;
        var xs = Enumerable.Range(0, axis.Count).Select(axis.Middle).ToArray();
        var limits = LimitLine.Of(facts, lines.Step, isOnly);
        var svg = TimelineBands.Draw(facts, scale, Height, LatencyLabel.Of(facts, lines.Step), chart =>
        {
            foreach (var limit in limits) chart.Level(Ink.Limit, limit.Milliseconds, limit.From, limit.To);
            chart.Line(Ink.P99, xs, lines.P99, axis.Width / 2.0);
            chart.Line(Ink.P50, xs, lines.P50, axis.Width / 2.0);
            chart.Line(Ink.P95, xs, lines.P95, axis.Width / 2.0);
        });
        return $"""<div class="area lat s{index}" style="height:{Height}px" data-step="{index}" data-min="{Position(scale.Min)}" data-max="{Position(scale.Max)}" data-log data-dots="p50 p95 p99">{svg}{scale.Labels()}{EndLabels.Of(scale, lines, limits)}{limits.Where(l => l.Note.Length > 0).Select(l => Note(facts, scale, l))}</div>""";
    }

    private static Html Note(Facts facts, Scale scale, LimitLine limit)
    {
        var left = facts.Axis.Percent(limit.From);
        var place = left > LabelRow.WidthOf($"{limit.Label} {limit.Note}") ? (Html)$"right:{100 - left}%;padding-right:4px" : (Html)$"left:{facts.Axis.Percent(limit.To)}%";
        return $"""<span class="vt beside" style="{place};bottom:{scale.Percent(limit.Milliseconds)}%">{limit.Label} {limit.Note}</span>""";
    }

    private static Html Position(double position) => Html.Trusted(position.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<double> Values(IEnumerable<Percentiles> lines) => lines.SelectMany(l => l.P50.Concat(l.P99)).Where(v => v > 0);

    private static IEnumerable<double> Limits(Facts facts) => facts.Plan.Thresholds.Where(LimitLine.IsDrawn).Select(t => t.Expression.Limit);
}
