namespace Harness.Metrics;

/// <summary>
/// Requests by second and by bin of their response time, the warm-up included: coarse, so that a run of hours keeps small, and for pictures only;
/// percentiles come from histograms. A second takes 240 bytes.
/// </summary>
public sealed class LatencyMap
{
    /// <summary>Bins a decade: one is 26 % wide.</summary>
    public const int PerDecade = 10;

    /// <summary>log10 of the milliseconds at which the first bin begins: 0.1 ms; what is below is counted in it.</summary>
    public const int Lowest = -1;

    /// <summary>Up to 100 s; what is above is counted in the last.</summary>
    public const int Bins = 60;

    private readonly Dictionary<int, int[]> seconds = [];

    /// <summary>The counts of a second, bin by bin; empty where there was none.</summary>
    public ReadOnlySpan<int> Of(int second) => seconds.GetValueOrDefault(second);

    /// <summary>Adds the times of a frame.</summary>
    /// <param name="second">Its second.</param>
    /// <param name="times">As written by <see cref="Journal.Histogram.ToBuckets"/>.</param>
    public void Add(int second, ReadOnlySpan<long> times)
    {
        if (times.IsEmpty) return;
        if (!seconds.TryGetValue(second, out var bins)) seconds[second] = bins = new int[Bins];
        for (var i = 0; i + 1 < times.Length; i += 2)
        {
            var bin = (int)Math.Floor((Math.Log10(Math.Max(1, times[i]) / 1000.0) - Lowest) * PerDecade);
            bins[Math.Clamp(bin, 0, Bins - 1)] += (int)times[i + 1];
        }
    }
}
