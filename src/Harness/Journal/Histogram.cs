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

    private long[] values = [], counts = [];
    private int length;

    /// <summary>Samples.</summary>
    public long Count { get; private set; }

    /// <summary>Counts one sample; below 1 µs and above 120 s it is counted as these.</summary>
    public void Record(TimeSpan time) => Add((long)time.TotalMicroseconds, 1);

    /// <summary>Adds all samples of another histogram.</summary>
    public void Add(Histogram other) => Merge(other.length, other.values, other.counts);

    /// <summary>Adds the samples of a frame.</summary>
    /// <param name="frame">As written by <see cref="ToBuckets"/>.</param>
    public void Add(ReadOnlySpan<long> frame)
    {
        var (its, how) = (new long[frame.Length / 2], new long[frame.Length / 2]);
        var isRising = true;
        for (var i = 0; i < its.Length; i++)
        {
            (its[i], how[i]) = (Bucket(Math.Clamp(frame[2 * i], 1, MaxMicroseconds)), frame[(2 * i) + 1]);
            isRising &= i == 0 || its[i] > its[i - 1];
        }
        if (isRising) Merge(its.Length, its, how);
        else for (var i = 0; i < its.Length; i++) Add(its[i], how[i]);
    }

    private void Add(long microseconds, long count)
    {
        var bucket = Bucket(Math.Clamp(microseconds, 1, MaxMicroseconds));
        var at = Array.BinarySearch(values, 0, length, bucket);
        if (at < 0)
        {
            at = ~at;
            if (length == values.Length) Grow(Math.Max(8, 2 * length));
            Array.Copy(values, at, values, at + 1, length - at);
            Array.Copy(counts, at, counts, at + 1, length - at);
            (values[at], counts[at]) = (bucket, 0);
            length++;
        }
        counts[at] += count;
        Count += count;
    }

    private void Grow(int capacity)
    {
        Array.Resize(ref values, capacity);
        Array.Resize(ref counts, capacity);
    }

    /// <summary>Merges buckets that rise, from the back, so that nothing is moved twice.</summary>
    private void Merge(int more, long[] its, long[] how)
    {
        var added = 0;
        for (int i = 0, j = 0; j < more; j++)
        {
            while (i < length && values[i] < its[j]) i++;
            if (i == length || values[i] != its[j]) added++;
            Count += how[j];
        }
        if (length + added > values.Length) Grow(length + added);
        var (own, other, to) = (length - 1, more - 1, length + added - 1);
        length += added;
        for (; other >= 0; to--)
        {
            if (own >= 0 && values[own] > its[other]) (values[to], counts[to]) = (values[own], counts[own--]);
            else if (own >= 0 && values[own] == its[other]) (values[to], counts[to]) = (its[other], counts[own--] + how[other--]);
            else (values[to], counts[to]) = (its[other], how[other--]);
        }
    }

    /// <summary>The lowest value of the bucket.</summary>
    private static long Bucket(long microseconds) => microseconds & -Width(microseconds);

    private static long Width(long microseconds) => 1L << Math.Max(0, BitOperations.Log2((ulong)microseconds) - (ExactBits - 1));

    /// <summary>The non-empty buckets as µs, count, µs, count …, rising.</summary>
    public long[] ToBuckets()
    {
        var flat = new long[2 * length];
        for (var i = 0; i < length; i++) (flat[2 * i], flat[(2 * i) + 1]) = (values[i], counts[i]);
        return flat;
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear() => (length, Count) = (0, 0);

    /// <summary>The value at a percentile by nearest rank (the ⌈p/100 · n⌉-th smallest sample), in milliseconds; NaN without samples.</summary>
    /// <param name="percentile">0 to 100; 0 is the smallest.</param>
    public double Percentile(double percentile)
    {
        var rank = Math.Clamp((long)Math.Ceiling(percentile / 100 * Count), 1, Math.Max(1, Count));
        var seen = 0L;
        for (var i = 0; i < length; i++)
        {
            seen += counts[i];
            if (seen >= rank) return Milliseconds(values[i]);
        }
        return double.NaN;
    }

    /// <summary>The mean in milliseconds; NaN without samples.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < length; i++) sum += Milliseconds(values[i]) * counts[i];
            return Count == 0 ? double.NaN : sum / Count;
        }
    }

    /// <summary>The smallest sample in milliseconds; NaN without samples.</summary>
    public double Min => Percentile(0);

    /// <summary>The largest sample in milliseconds; NaN without samples.</summary>
    public double Max => Percentile(100);

    /// <summary>The middle of a bucket: the error is then at most 0.05 % and has no direction.</summary>
    private static double Milliseconds(long bucket) => (bucket + (Width(bucket) >> 1)) / 1000.0;
}
