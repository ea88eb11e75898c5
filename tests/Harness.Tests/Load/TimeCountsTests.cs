using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Journal;
using Harness.Load;

namespace Harness.Tests.Load;

public sealed class TimeCountsTests
{
    /// <summary>Times of every size: a number of bits, then a number of so many bits.</summary>
    private static readonly Gen<TimeSpan> Times = Gen.Choose(0, 31).SelectMany(bits => Gen.Choose(0, int.MaxValue).Select(draw => TimeSpan.FromMicroseconds(draw >> bits)));

    [Property(MaxTest = 300)]
    public Property ToBuckets_WhateverWasRecorded_IsWhatAHistogramSays() => Prop.ForAll(Times.NonEmptyListOf().ToArbitrary(), times =>
    {
        var (counts, histogram) = (new TimeCounts(), new Histogram());
        foreach (var time in times)
        {
            counts.Record(time);
            histogram.Record(time);
        }
        return counts.ToBuckets().SequenceEqual(histogram.ToBuckets()) && counts.Count == times.Count;
    });

    [Fact]
    public void Clear_ThenRecord_KnowsTheNewOnesOnly()
    {
        var counts = new TimeCounts();
        counts.Record(TimeSpan.FromSeconds(200)); // above what is told apart
        counts.Record(TimeSpan.Zero);
        Assert.Equal([1, 1, 119_996_416, 1], counts.ToBuckets().AsSpan()[..4].ToArray());
        counts.Clear();
        Assert.Empty(counts.ToBuckets());
        counts.Record(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1000, 1], counts.ToBuckets());
    }
}
