using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Charts.Font;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace Harness.Reports;

/// <summary>timeline.png: the three charts over time in one picture that stands alone, for a chat or a page that takes no HTML: rate, response time, failed requests, faults as bands.</summary>
public sealed class PngReport : IReport
{
    private const int Width = 1200, Top = 64, Margin = 16;

    private static readonly (string Title, int Height, Action<Plot, Facts> Draw)[] Panels =
    [
        ("Iterations per second", 180, Rate),
        ("Response time of all steps, ms, log scale", 300, Latency),
        ("Failed requests per second", 150, Failures),
    ];

    /// <inheritdoc/>
    public string Format => "png";

    /// <inheritdoc/>
    public string FileName => "timeline.png";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        var facts = new Facts(run, judgement);
        using var surface = SKSurface.Create(new SKImageInfo(Width, Top + Panels.Sum(panel => panel.Height) + Margin));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        Head(canvas, facts);
        var y = Top;
        foreach (var (title, height, draw) in Panels)
        {
            // On a surface of its own: a plot clears all of what it is drawn on.
            using var plot = Panel(facts, title, draw);
            using var panel = SKSurface.Create(new SKImageInfo(Width - (2 * Margin), height));
            plot.Render(panel.Canvas, Width - (2 * Margin), height);
            canvas.DrawSurface(panel, Margin, y);
            y += height;
        }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        png.SaveTo(to);
    }

    private static void Head(SKCanvas canvas, Facts facts)
    {
        var verdict = facts.Judgement.Verdict;
        var (word, ink) = (verdict.Outcome.ToString(), verdict.Outcome switch { Outcome.Pass => "#00705c", Outcome.Fail => "#b3300a", _ => "#6a4a9c" });
        using var large = new SKFont(EmbeddedFont.Face, 26);
        using var small = new SKFont(EmbeddedFont.Face, 13);
        using var colour = new SKPaint { Color = SKColor.Parse(ink), IsAntialias = true };
        using var black = new SKPaint { Color = SKColor.Parse("#1a1e23"), IsAntialias = true };
        canvas.DrawText(word, Margin + 8, 36, large, colour);
        canvas.DrawText(facts.Plan.Name, Margin + 24 + large.MeasureText(word), 36, large, black);
        var all = facts.All;
        var share = all.Requests == 0 ? double.NaN : (double)all.RequestsFailed / all.Requests;
        canvas.DrawText($"{facts.Run.Start?.Run}   {Numbers.Length(facts.Run.Elapsed)}, {Numbers.Count(all.Requests)} requests, {Numbers.Percent(share)} failed, p95 {Numbers.Ms(all.ResponseTime.Percentile(95))}", Margin + 8, 58, small, black);
    }

    private static Plot Panel(Facts facts, string title, Action<Plot, Facts> draw)
    {
        var plot = new Plot();
        foreach (var story in facts.Injected)
        {
            var (from, to) = facts.Span(story);
            var band = plot.Add.HorizontalSpan(from, to, Color.FromHex("#f0a93a").WithAlpha(0.25));
            band.LineStyle.Width = 0;
        }
        draw(plot, facts);
        plot.Axes.SetLimitsX(facts.Axis.From, facts.Axis.To);
        plot.Title(title, 13);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Title.Label.Alignment = Alignment.MiddleCenter;
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = second => Numbers.Clock(TimeSpan.FromSeconds(second)), IntegerTicksOnly = true };
        plot.Axes.Left.MinimumSize = plot.Axes.Left.MaximumSize = 70;
        plot.Legend.Alignment = Alignment.UpperRight;
        plot.Font.Set(EmbeddedFont.Name);
        return plot;
    }

    private static double[] Xs(Facts facts) => [.. Enumerable.Range(0, facts.Axis.Count).Select(facts.Axis.Middle)];

    private static void Rate(Plot plot, Facts facts)
    {
        if (facts.Plan.IsOpen) Line(plot, facts, facts.Columns.Planned, "#6f7882", 1, LinePattern.Dotted, "plan", value => value);
        Line(plot, facts, facts.Columns.Started, "#0b4f8a", 2, LinePattern.Solid, "started", value => value);
        foreach (var story in facts.Injected)
        {
            var text = plot.Add.Text(story.Fault.Letter + " " + story.Fault.Name, facts.Span(story).From, 0);
            (text.LabelFontSize, text.LabelFontColor, text.LabelAlignment, text.LabelFontName) = (12, Color.FromHex("#7a4a00"), Alignment.LowerLeft, EmbeddedFont.Name);
        }
        Floor(plot, facts.Columns.Started.Concat(facts.Columns.Planned));
    }

    private static void Latency(Plot plot, Facts facts)
    {
        var lines = facts.Columns.Of(Series.AllSteps);
        Line(plot, facts, lines.P99, "#0b4f8a", 1, LinePattern.Dashed, "p99", Math.Log10);
        Line(plot, facts, lines.P50, "#4f94cd", 1, LinePattern.Solid, "p50", Math.Log10);
        Line(plot, facts, lines.P95, "#0b4f8a", 2, LinePattern.Solid, "p95", Math.Log10);
        var known = lines.P50.Concat(lines.P99).Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var scale = Scale.Log(known.Min(), known.Max(), 0.1);
        plot.Axes.SetLimitsY(scale.Min, scale.Max);
        plot.Axes.Left.TickGenerator = new NumericManual([.. scale.Ticks.Select(tick => tick.At)], [.. scale.Ticks.Select(tick => tick.Label)]);
        plot.ShowLegend();
    }

    private static void Failures(Plot plot, Facts facts)
    {
        var (xs, failed) = (Xs(facts), facts.Columns.Failed);
        var shown = Enumerable.Range(0, xs.Length).Where(i => failed[i] > 0).ToList();
        if (shown.Count > 0)
        {
            foreach (var bar in plot.Add.Bars(shown.Select(i => xs[i]).ToArray(), shown.Select(i => failed[i]).ToArray()).Bars)
                (bar.FillColor, bar.LineWidth, bar.Size) = (Color.FromHex("#c8450f"), 0, facts.Axis.Width);
        }
        Floor(plot, failed);
    }

    private static void Floor(Plot plot, IEnumerable<double> values) =>
        plot.Axes.SetLimitsY(0, Math.Max(1, values.Where(double.IsFinite).DefaultIfEmpty(0).Max() * 1.15));

    private static void Line(Plot plot, Facts facts, double[] values, string hex, float width, LinePattern pattern, string label, Func<double, double> at)
    {
        var line = plot.Add.ScatterLine(Xs(facts), [.. values.Select(value => double.IsFinite(value) ? at(value) : double.NaN)], Color.FromHex(hex));
        (line.LineWidth, line.LinePattern, line.LegendText, line.MarkerSize) = (width, pattern, label, 0);
    }
}
