using HdrHistogram;

namespace Harness.Journal;

/// <summary>
/// Times in an HDR histogram: 1 µs to 120 s with three significant digits. Merging loses nothing, so percentiles are of all
/// samples together, never averages of percentiles. Not thread-safe.
/// </summary>
public sealed class Histogram
{
    private readonly IntHistogram buckets = new(1, MaxMicroseconds, 3);
    private const long MaxMicroseconds = 120_000_000;

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one sample; below 1 µs and above 120 s it is counted as these.</summary>
    public void Record(TimeSpan time) => Add((long)time.TotalMicroseconds, 1);

    /// <summary>Adds all samples of another histogram.</summary>
    public void Add(Histogram other) => Add(other.ToBuckets());

    /// <summary>Adds the samples of a frame.</summary>
    /// <param name="frame">As written by <see cref="ToBuckets"/>.</param>
    public void Add(ReadOnlySpan<long> frame)
    {
        for (var i = 0; i + 1 < frame.Length; i += 2) Add(frame[i], frame[i + 1]);
    }

    private void Add(long microseconds, long count)
    {
        buckets.RecordValueWithCount(Math.Clamp(microseconds, 1, MaxMicroseconds), count);
        Count += count;
    }

    /// <summary>The non-empty buckets as µs, count, µs, count …, rising.</summary>
    public long[] ToBuckets()
    {
        if (Count == 0) return [];
        var flat = new List<long>();
        foreach (var bucket in buckets.RecordedValues())
        {
            flat.Add(buckets.LowestEquivalentValue(bucket.ValueIteratedTo));
            flat.Add(bucket.CountAtValueIteratedTo);
        }
        return [.. flat];
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        if (Count == 0) return;
        buckets.Reset();
        Count = 0;
    }

    /// <summary>The value at a percentile by nearest rank (the ⌈p/100 · n⌉-th smallest sample), in milliseconds; NaN without samples.</summary>
    /// <param name="percentile">0 to 100; 0 is the smallest.</param>
    public double Percentile(double percentile)
    {
        var rank = Math.Clamp((long)Math.Ceiling(percentile / 100 * Count), 1, Math.Max(1, Count));
        var seen = 0L;
        foreach (var bucket in buckets.RecordedValues())
        {
            seen += bucket.CountAtValueIteratedTo;
            if (seen >= rank) return Milliseconds(bucket.ValueIteratedTo);
        }
        return double.NaN;
    }

    /// <summary>The mean in milliseconds; NaN without samples.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            foreach (var bucket in buckets.RecordedValues()) sum += Milliseconds(bucket.ValueIteratedTo) * bucket.CountAtValueIteratedTo;
            return Count == 0 ? double.NaN : sum / Count;
        }
    }

    /// <summary>The smallest sample in milliseconds; NaN without samples.</summary>
    public double Min => Percentile(0);

    /// <summary>The largest sample in milliseconds; NaN without samples.</summary>
    public double Max => Percentile(100);

    /// <summary>The middle of a bucket: the error is then at most 0.05 % and has no direction.</summary>
    private double Milliseconds(long value) => buckets.MedianEquivalentValue(value) / 1000.0;
}
