using System.Globalization;
using System.Text;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>A line the size of a word, with the fault bands behind it.</summary>
internal static class Sparkline
{
    private const double Width = 120, Height = 21, Margin = 1.5;
    private const int Points = 120;

    public static Html Draw(TimeAxis axis, double[] values, IEnumerable<(double From, double To)> bands)
    {
        var shown = Thin(values);
        var known = shown.Where(v => v > 0).Select(Math.Log10).ToList();
        if (known.Count == 0) return Html.None;
        var (low, high) = (known.Min(), Math.Max(known.Max(), known.Min() + 0.3));
        var line = new StringBuilder();
        var isDown = false;
        for (var i = 0; i < shown.Length; i++)
        {
            if (!(shown[i] > 0)) { isDown = false; continue; }
            var y = Height - Margin - (Math.Log10(shown[i]) - low) / (high - low) * (Height - 2 * Margin);
            line.Append(CultureInfo.InvariantCulture, $"{(isDown ? 'L' : 'M')}{(i + 0.5) / shown.Length * Width:0.#} {y:0.#}");
            isDown = true;
        }
        var areas = string.Concat(bands.Select(b => string.Create(CultureInfo.InvariantCulture, $"M{axis.Percent(b.From) * Width / 100:0.#} 0H{axis.Percent(b.To) * Width / 100:0.#}V{Height}H{axis.Percent(b.From) * Width / 100:0.#}z")));
        var faults = areas.Length > 0 ? (Html)$"""<path class="a fault" d="{areas}"/>""" : Html.None;
        return $"""<svg class="sp" viewBox="0 0 120 21" aria-hidden="true">{faults}<path class="l p95" d="{line.ToString()}"/></svg>""";
    }

    private static double[] Thin(double[] values)
    {
        var size = (values.Length + Points - 1) / Points;
        return size == 1 ? values : [.. values.Chunk(size).Select(chunk => chunk.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max())];
    }
}
