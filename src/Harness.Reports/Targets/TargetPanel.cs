using System.Globalization;
using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;
using Harness.Reports.Sections;

namespace Harness.Reports.Targets;

/// <summary>One chart of what targets use: a line an instance, each with its name at its end, and the limits that they have.</summary>
internal static class TargetPanel
{
    private const int LeastHeight = 88, LabelHeight = 15;

    /// <summary>Draws a chart.</summary>
    /// <param name="facts">The run.</param>
    /// <param name="index">Its place among the charts; the script finds its numbers by it.</param>
    public static Html Draw(Facts facts, int index)
    {
        var (measure, values) = facts.Targets.Panels[index];
        var (axis, lines) = (facts.Axis, facts.Targets.Lines);
        var highest = Math.Max(measure.Least, values.SelectMany(line => line).Where(double.IsFinite).DefaultIfEmpty(0).Max());
        var limits = TargetLimit.In(facts.Targets, measure);
        var drawn = limits.Where(limit => limit.IsDrawn(highest)).ToList();
        var scale = Scale.Real(drawn.Select(limit => limit.Value).Append(highest).Max());
        var height = Math.Max(LeastHeight, LabelHeight * lines.Count);
        var xs = Enumerable.Range(0, axis.Count).Select(axis.Middle).ToArray();
        var svg = TimelineBands.Draw(facts, scale, height, Label(facts, measure), chart =>
        {
            foreach (var limit in drawn) chart.Level(Ink.Limit, limit.Value, axis.From, axis.To);
            // The busiest last: it lies on top.
            foreach (var (line, numbers) in lines.Zip(values).Reverse()) chart.Line(line.Ink, xs, numbers, axis.Width / 2.0);
        });
        var keys = limits.Select(limit => drawn.Contains(limit) ? Panel.Key(Ink.Limit, limit.ToString()) : (Html)$"""<span class="key">{limit.ToString()}, above the chart</span>""");
        return $"""<div class="pn"><h3><span>{measure.Name}, {measure.Unit}</span>{Names(lines, values, index)}<span class="keys">{keys}</span></h3><div class="area" style="height:{height}px" data-min="0" data-max="{scale.Max.ToString("0.####", CultureInfo.InvariantCulture)}" data-use="{index}">{svg}{scale.Labels()}{Ends(scale, height, lines, values, drawn)}</div></div>""";
    }

    /// <summary>Lines look alike in all charts: below the first they are named again only where there is no room for names at their ends.</summary>
    private static Html Names(IReadOnlyList<TargetLine> lines, IReadOnlyList<double[]> values, int index) =>
        $"""<span class="keys{(index > 0 ? (Html)$" again" : Html.None)}">{lines.Where((_, i) => values[i].Any(double.IsFinite)).Select(line => Panel.Key(line.Ink, line.Ink == Ink.UseRest ? $"{line.Name}, added up" : line.Name))}</span>""";

    private static IEnumerable<Html> Ends(Scale scale, int height, IReadOnlyList<TargetLine> lines, IReadOnlyList<double[]> values, IReadOnlyList<TargetLimit> limits)
    {
        var ends = lines.Zip(values)
            .Select(line => (Class: line.First.Ink == Ink.Use1 ? "use first" : "use", Text: line.First.Name, Value: line.Second.LastOrDefault(double.IsFinite, double.NaN)))
            .Where(end => double.IsFinite(end.Value))
            .Reverse().OrderBy(end => end.Value).ToList();
        var apart = 100.0 * (LabelHeight - 1) / height;
        var places = LabelColumn.Spread([.. ends.Select(end => scale.Percent(end.Value))], apart);
        foreach (var ((cls, text, _), at) in ends.Zip(places)) yield return $"""<span class="el {cls}" style="bottom:{at}%" title="{text}">{Short(text)}</span>""";
        // A limit's name stands at its line or nowhere: pushed away it would be taken for a height. The heading has it anyhow.
        foreach (var limit in limits.Where(limit => places.All(at => Math.Abs(at - scale.Percent(limit.Value)) >= apart)))
            yield return $"""<span class="el use tlim" style="bottom:{scale.Percent(limit.Value)}%">limit {Numbers.Plain(limit.Value)}</span>""";
    }

    /// <summary>Names of instances differ at their ends.</summary>
    private static string Short(string name)
    {
        const int longest = 10;
        return name.Length <= longest ? name : "…" + name[^(longest - 1)..];
    }

    private static string Label(Facts facts, TargetMeasure measure)
    {
        var lines = facts.Targets.Lines.Where(line => line.Of.Count == 1).Select(line => Highest(measure, line.Name, line.Of[0].Series)).OfType<string>();
        return $"{measure.Name}, in {measure.Unit}: {string.Join("; ", lines.DefaultIfEmpty("nothing was measured after the warm-up"))}.";
    }

    private static string? Highest(TargetMeasure measure, string name, TargetSeries series)
    {
        var points = series.Points.Where(point => point.Second >= 0 && double.IsFinite(measure.Read(point))).ToList();
        if (points.Count == 0) return null;
        var peak = points.MaxBy(measure.Read);
        var limit = measure.Limit(series) is { } most ? $" of {Numbers.Plain(most)}" : "";
        return $"{name} at most {Numbers.Digits(measure.Read(peak))}{limit}, at {Words.Clock(peak.Second)}";
    }
}
