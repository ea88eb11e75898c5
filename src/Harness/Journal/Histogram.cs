using System.Numerics;

namespace Harness.Journal;

/// <summary>
/// Times in the buckets of an HDR histogram (Gil Tene): 1 µs to 120 s with three significant digits. Merging loses nothing, so percentiles are
/// of all samples together, never averages of percentiles. Only buckets that were hit take memory: a run keeps one histogram for each step,
/// stage and phase, and a dense one takes 74 KB. Not thread-safe.
/// </summary>
public sealed class Histogram
{
    private const long MaxMicroseconds = 120_000_000;

    /// <summary>Values below 2^11 have a bucket each; above, 2^10 buckets share each power of two, so that 1,000 and 1,001 of any size differ.</summary>
    private const int ExactBits = 11;

    private readonly Dictionary<long, long> counts = [];
    private (long Value, long Count)[]? sorted;

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one sample; below 1 µs and above 120 s it is counted as these.</summary>
    public void Record(TimeSpan time) => Add((long)time.TotalMicroseconds, 1);

    /// <summary>Adds all samples of another histogram.</summary>
    public void Add(Histogram other)
    {
        foreach (var (value, count) in other.counts) Add(value, count);
    }

    /// <summary>Adds the samples of a frame.</summary>
    /// <param name="frame">As written by <see cref="ToBuckets"/>.</param>
    public void Add(ReadOnlySpan<long> frame)
    {
        for (var i = 0; i + 1 < frame.Length; i += 2) Add(frame[i], frame[i + 1]);
    }

    private void Add(long microseconds, long count)
    {
        var bucket = Bucket(Math.Clamp(microseconds, 1, MaxMicroseconds));
        counts[bucket] = counts.GetValueOrDefault(bucket) + count;
        Count += count;
        sorted = null;
    }

    /// <summary>The lowest value of the bucket.</summary>
    private static long Bucket(long microseconds) => microseconds & -Width(microseconds);

    private static long Width(long microseconds) => 1L << Math.Max(0, BitOperations.Log2((ulong)microseconds) - (ExactBits - 1));

    private (long Value, long Count)[] Sorted() => sorted ??= [.. counts.Select(bucket => (bucket.Key, bucket.Value)).OrderBy(bucket => bucket.Key)];

    /// <summary>The non-empty buckets as µs, count, µs, count …, rising.</summary>
    public long[] ToBuckets() => [.. Sorted().SelectMany(bucket => (long[])[bucket.Value, bucket.Count])];

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        counts.Clear();
        Count = 0;
        sorted = null;
    }

    /// <summary>The value at a percentile by nearest rank (the ⌈p/100 · n⌉-th smallest sample), in milliseconds; NaN without samples.</summary>
    /// <param name="percentile">0 to 100; 0 is the smallest.</param>
    public double Percentile(double percentile)
    {
        var rank = Math.Clamp((long)Math.Ceiling(percentile / 100 * Count), 1, Math.Max(1, Count));
        var seen = 0L;
        foreach (var (value, count) in Sorted())
        {
            seen += count;
            if (seen >= rank) return Milliseconds(value);
        }
        return double.NaN;
    }

    /// <summary>The mean in milliseconds; NaN without samples.</summary>
    public double Mean => Count == 0 ? double.NaN : counts.Sum(bucket => Milliseconds(bucket.Key) * bucket.Value) / Count;

    /// <summary>The smallest sample in milliseconds; NaN without samples.</summary>
    public double Min => Percentile(0);

    /// <summary>The largest sample in milliseconds; NaN without samples.</summary>
    public double Max => Percentile(100);

    /// <summary>The middle of a bucket: the error is then at most 0.05 % and has no direction.</summary>
    private static double Milliseconds(long bucket) => (bucket + (Width(bucket) >> 1)) / 1000.0;
}
