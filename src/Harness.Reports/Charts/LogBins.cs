using Harness.Journal;

namespace Harness.Reports.Charts;

/// <summary>Times counted in bins of equal width on a logarithmic axis.</summary>
internal static class LogBins
{
    /// <summary>Bins a decade: a bin is 12 % wide.</summary>
    public const int PerDecade = 20;

    /// <summary>The counts between two places on the axis, both log10 of milliseconds.</summary>
    public static double[] Of(Histogram times, double from, double to)
    {
        var bins = new double[Math.Max(1, (int)Math.Round((to - from) * PerDecade))];
        var buckets = times.ToBuckets();
        for (var i = 0; i + 1 < buckets.Length; i += 2)
        {
            var bin = (int)Math.Floor((Math.Log10(buckets[i] / 1000.0) - from) * PerDecade);
            bins[Math.Clamp(bin, 0, bins.Length - 1)] += buckets[i + 1];
        }
        return bins;
    }
}
