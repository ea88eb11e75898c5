using Harness.Journal;

namespace Harness.Reports.Charts;

/// <summary>The share of samples below each time, by nines: 90 %, 99 %, 99.9 % are equally far apart, so the tail is as wide as the body.</summary>
internal static class PercentileCurve
{
    /// <summary>Where a share stands: <c>-log10(1 - share)</c>.</summary>
    public static double Nines(double share) => -Math.Log10(1 - share);

    /// <summary>Points of log10(milliseconds) and nines, ending at the last share that so many samples can show.</summary>
    public static (double[] X, double[] Y) Of(Histogram times, double step = 0.04)
    {
        var (x, y) = (new List<double>(), new List<double>());
        var buckets = times.ToBuckets();
        var (seen, next) = (0L, 0.0);
        for (var i = 0; i + 1 < buckets.Length; i += 2)
        {
            seen += buckets[i + 1];
            var at = seen < times.Count ? Nines((double)seen / times.Count) : Nines(1 - 1.0 / times.Count / 2);
            if (at < next && seen < times.Count) continue;
            x.Add(Math.Log10(buckets[i] / 1000.0));
            y.Add(at);
            next = at + step;
        }
        return ([.. x], [.. y]);
    }
}
