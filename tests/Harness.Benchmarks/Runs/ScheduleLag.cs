using Harness.Journal;

namespace Harness.Benchmarks.Runs;

/// <summary>How late iterations were started, from a journal: all seconds from t = 0 merged.</summary>
/// <param name="Samples">Iterations for which a virtual user was free.</param>
/// <param name="P50">Median, in microseconds.</param>
/// <param name="P99">The 99th percentile, in microseconds.</param>
/// <param name="Max">The largest, in microseconds.</param>
internal sealed record ScheduleLag(long Samples, double P50, double P99, double Max)
{
    private const double Microseconds = 1000;

    public static ScheduleLag Of(string journal)
    {
        var lag = new Histogram();
        foreach (var frame in JournalReader.Read(journal).OfType<LoadFrame>().Where(frame => frame.Second >= 0)) lag.Add(frame.Lag);
        return new(lag.Count, lag.Percentile(50) * Microseconds, lag.Percentile(99) * Microseconds, lag.Max * Microseconds);
    }
}
