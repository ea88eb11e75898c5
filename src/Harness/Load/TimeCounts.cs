using System.Numerics;
using Harness.Journal;

namespace Harness.Load;

/// <summary>
/// Counts times into the buckets of <see cref="Histogram"/> as fast as it can be done: the bucket is computed, nothing is searched. Buckets are in pages,
/// one for each power of two, made when they are first hit: a step's times need three or four of 4 KB. One thread at a time.
/// </summary>
internal sealed class TimeCounts
{
    private const int PageBits = 10, PageLength = 1 << PageBits, Pages = 18;
    private const long Most = 120_000_000; // µs, as in Histogram

    private readonly int[]?[] pages = new int[]?[Pages];

    /// <summary>Samples.</summary>
    public int Count { get; private set; }

    /// <summary>Counts one sample; below 1 µs and above 120 s it is counted as these.</summary>
    public void Record(TimeSpan time)
    {
        var microseconds = Math.Clamp(time.Ticks / TimeSpan.TicksPerMicrosecond, 1, Most);
        // Below 2^10 each has a bucket of its own on page 0; above, the ten bits after the leading one are the place on the page of that leading bit.
        var exponent = Math.Max(0, BitOperations.Log2((ulong)microseconds) - PageBits);
        var page = microseconds < PageLength ? 0 : exponent + 1;
        (pages[page] ??= new int[PageLength])[(microseconds >> exponent) & (PageLength - 1)]++;
        Count++;
    }

    /// <summary>The non-empty buckets as <see cref="Histogram.ToBuckets"/> gives them: the lowest value in µs, count …, rising.</summary>
    public long[] ToBuckets()
    {
        if (Count == 0) return [];
        var used = 0;
        foreach (var page in pages) used += PageLength - page?.AsSpan().Count(0) ?? 0;
        var (flat, at) = (new long[2 * used], 0);
        for (var page = 0; page < Pages; page++)
        {
            if (pages[page] is not { } counts) continue;
            for (var place = counts.AsSpan().IndexOfAnyExcept(0); place >= 0;)
            {
                (flat[at++], flat[at++]) = (page == 0 ? place : (long)(PageLength + place) << (page - 1), counts[place]);
                var next = counts.AsSpan(place + 1).IndexOfAnyExcept(0);
                place = next < 0 ? -1 : place + 1 + next;
            }
        }
        return flat;
    }

    /// <summary>Forgets all samples and keeps its pages.</summary>
    public void Clear()
    {
        if (Count == 0) return;
        Count = 0;
        foreach (var page in pages) page?.AsSpan().Clear();
    }
}
