using ScottPlot;
using ScottPlot.TickGenerators;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>
/// A chart drawn by ScottPlot without a frame: its data rectangle is the whole picture, so text (axes, labels) stands around it as HTML at
/// percent positions, and one SVG serves every width, paper, light and dark.
/// </summary>
internal sealed class Chart : IDisposable
{
    private const int Width = 1000;
    private readonly Plot plot = new();
    private readonly int height;
    private readonly Scale scale;

    /// <param name="from">The left end of the horizontal axis.</param>
    /// <param name="to">Its right end.</param>
    /// <param name="scale">The vertical axis; its ticks become grid lines.</param>
    /// <param name="height">In pixels.</param>
    public Chart(double from, double to, Scale scale, int height)
    {
        (this.scale, this.height) = (scale, height);
        plot.Layout.Frameless();
        plot.FigureBackground.Color = plot.DataBackground.Color = Colors.Transparent;
        plot.Axes.SetLimits(from, to, scale.Min, scale.Max);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.MajorLineColor = Sentinel.Of(Ink.Grid);
        plot.Axes.Left.TickGenerator = new NumericManual([.. scale.Ticks.Select(t => t.At)], [.. scale.Ticks.Select(_ => "")]);
    }

    /// <summary>A chart over time.</summary>
    public Chart(TimeAxis axis, Scale scale, int height) : this(axis.From, axis.To, scale, height)
    {
    }

    /// <summary>A line through points; it is broken where a value is NaN, and a point that stands alone is a short stroke.</summary>
    public void Line(Ink ink, IReadOnlyList<double> xs, IReadOnlyList<double> values, double alone = 0)
    {
        var (x, y) = (new List<double>(), new List<double>());
        for (var i = 0; i < values.Count; i++)
        {
            bool IsKnown(int at) => at >= 0 && at < values.Count && double.IsFinite(values[at]);
            var isAlone = alone > 0 && IsKnown(i) && !IsKnown(i - 1) && !IsKnown(i + 1);
            x.AddRange(isAlone ? [xs[i] - alone, xs[i] + alone] : [xs[i]]);
            y.AddRange(Enumerable.Repeat(IsKnown(i) ? scale.At(values[i]) : double.NaN, isAlone ? 2 : 1));
        }
        if (!y.Exists(double.IsFinite)) return;
        plot.Add.ScatterLine(x.ToArray(), y.ToArray(), Sentinel.Of(ink)).MarkerSize = 0;
    }

    /// <summary>A vertical line over the whole height.</summary>
    public void At(Ink ink, double x) => plot.Add.VerticalLine(x, 1, Sentinel.Of(ink));

    /// <summary>A horizontal line over a part of the width.</summary>
    public void Level(Ink ink, double value, double from, double to)
    {
        var line = plot.Add.Line(from, scale.At(value), to, scale.At(value));
        line.LineColor = Sentinel.Of(ink);
        line.MarkerSize = 0;
    }

    /// <summary>A band over the whole height.</summary>
    public void Band(Ink ink, double from, double to) => plot.Add.HorizontalSpan(from, to, Sentinel.Of(ink)).LineStyle.Width = 0;

    /// <summary>Bars from 0; there is none where the value is 0 or NaN.</summary>
    public void Bars(Ink ink, IReadOnlyList<double> xs, IReadOnlyList<double> values, double width)
    {
        var shown = Enumerable.Range(0, values.Count).Where(i => values[i] > 0).ToList();
        if (shown.Count == 0) return;
        foreach (var bar in plot.Add.Bars(shown.Select(i => xs[i]).ToArray(), shown.Select(i => values[i]).ToArray()).Bars)
            (bar.FillColor, bar.LineWidth, bar.Size) = (Sentinel.Of(ink), 0, width);
    }

    /// <summary>The picture, themed by style rules.</summary>
    /// <param name="label">One sentence that says what is to be seen, for those who do not see it.</param>
    public Html Draw(string label) =>
        $"""<svg class="plot" viewBox="0 0 {Width} {height}" preserveAspectRatio="none" role="img" aria-label="{label}">{ThemedSvg.Of(plot.GetSvgXml(Width, height))}</svg>""";

    /// <inheritdoc/>
    public void Dispose() => plot.Dispose();
}
