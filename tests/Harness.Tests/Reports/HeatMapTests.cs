using Harness.Journal;
using Harness.Metrics;
using Harness.Reports.Charts;

namespace Harness.Tests.Reports;

public sealed class HeatMapTests
{
    /// <summary>Ten hours with less than a request a second: a mean a second would be below one in every cell, and all of them alike.</summary>
    [Fact]
    public void Paths_LongAndSlowRun_RareAndFrequentTimesDiffer()
    {
        var map = new LatencyMap();
        for (var second = 0; second < 36_000; second++)
        {
            if (second % 2 == 0) map.Add(second, One(10));
            if (second % 60 == 0) map.Add(second, One(900));
        }
        var drawn = new HeatMap(map, TimeAxis.Between(0, 36_000));

        Assert.Equal(["1", "2–3", "4–7", "8–15", "16–31", "32+"], drawn.Names);
        Assert.Equal([true, false, false, false, true, false], drawn.Paths().Select(path => path.ToString().Contains("d=\"M", StringComparison.Ordinal)));
    }

    private static long[] One(double milliseconds)
    {
        var times = new Histogram();
        times.Record(TimeSpan.FromMilliseconds(milliseconds));
        return times.ToBuckets();
    }
}
