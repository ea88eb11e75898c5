using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>What charts over time have in common: fault bands and their edges, events, the pale warm-up, keys and labels.</summary>
internal static class Panel
{
    /// <summary>A chart with its bands behind and its edges before what <paramref name="draw"/> adds.</summary>
    public static Html Over(TimeAxis axis, Scale scale, int height, IReadOnlyList<(double From, double To)> bands, IEnumerable<double> events, string label, Action<Chart> draw)
    {
        using var chart = new Chart(axis, scale, height);
        foreach (var (from, to) in bands) chart.Band(Ink.Fault, from, to);
        draw(chart);
        foreach (var (from, to) in bands)
        {
            chart.At(Ink.Edge, from);
            if (to < axis.To) chart.At(Ink.Edge, to);
        }
        foreach (var at in events) chart.At(Ink.Event, at);
        if (axis.From < 0) chart.Band(Ink.Warm, axis.From, 0);
        return chart.Draw(label);
    }

    /// <summary>A line and its name, for the heading of a chart.</summary>
    public static Html Key(Ink ink, string name) =>
        $"""<span class="key"><svg viewBox="0 0 22 8" aria-hidden="true"><path class="l {Html.Trusted(ink.ToString().ToLowerInvariant())}" d="M0 4H22"/></svg>{name}</span>""";

    /// <summary>An area and its name.</summary>
    public static Html AreaKey(Ink ink, string name) =>
        $"""<span class="key"><svg viewBox="0 0 22 8" aria-hidden="true"><path class="a {Html.Trusted(ink.ToString().ToLowerInvariant())}" d="M0 0H22V8H0z"/></svg>{name}</span>""";
}
