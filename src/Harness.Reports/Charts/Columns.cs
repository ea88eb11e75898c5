using Harness.Metrics;

namespace Harness.Reports.Charts;

/// <summary>
/// The run as columns of a time axis. Where a column is one second, they are the journal's own numbers. Where it is more, counts are means a
/// second, and percentiles are those of the column's worst second: percentiles of seconds cannot be merged, and the worst is what is looked for.
/// </summary>
internal sealed class Columns
{
    private readonly Series series;
    private readonly TimeAxis axis;

    public Columns(Series series, TimeAxis axis)
    {
        (this.series, this.axis) = (series, axis);
        Started = Each(range => Mean(range, second => series.Seconds.TryGetValue(second, out var s) ? s.Started : double.NaN));
        Planned = Each(range => Mean(range, second => series.Seconds.TryGetValue(second, out var s) ? s.Planned : double.NaN));
        var all = series.Of(Series.AllSteps);
        Failed = Each(range => Mean(range, second => all.TryGetValue(second, out var point) ? point.Failed : double.NaN));
    }

    /// <summary>Iterations started a second; NaN where the journal has none.</summary>
    public double[] Started { get; }

    /// <summary>Iterations planned a second.</summary>
    public double[] Planned { get; }

    /// <summary>Failed requests a second.</summary>
    public double[] Failed { get; }

    /// <summary>The response times of a step, or of all.</summary>
    public Percentiles Of(string step)
    {
        double[][] worst = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Repeat(double.NaN, axis.Count).ToArray())];
        foreach (var (second, point) in series.Of(step))
        {
            var column = (second - axis.From) / axis.Width;
            if (second < axis.From || column >= axis.Count) continue;
            foreach (var (line, value) in worst.Zip((double[])[point.P50, point.P95, point.P99]))
            {
                if (!(value <= line[column]) && double.IsFinite(value)) line[column] = value;
            }
        }
        return new(step, worst[0], worst[1], worst[2]);
    }

    private double[] Each(Func<IEnumerable<int>, double> column) =>
        [.. Enumerable.Range(0, axis.Count).Select(i => column(Enumerable.Range(axis.From + i * axis.Width, axis.Width)))];

    private static double Mean(IEnumerable<int> seconds, Func<int, double> read)
    {
        var known = seconds.Select(read).Where(double.IsFinite).ToList();
        return known.Count == 0 ? double.NaN : known.Average();
    }
}

/// <summary>Response times over the columns of an axis, in milliseconds; NaN where no request was accepted.</summary>
internal sealed record Percentiles(string Step, double[] P50, double[] P95, double[] P99);
