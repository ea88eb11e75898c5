using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Journal;

namespace Harness.Tests.Journal;

public sealed class HistogramTests
{
    private static Histogram Of(IEnumerable<int> microseconds)
    {
        var histogram = new Histogram();
        foreach (var value in microseconds) histogram.Record(TimeSpan.FromMicroseconds(value));
        return histogram;
    }

    private static Arbitrary<int[]> Samples() => Gen.Choose(1, 20_000_000).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();

    [Property]
    public Property Percentile_AnySamples_IsTheNearestRank() => Prop.ForAll(Samples(), Gen.Choose(0, 1000).ToArbitrary(), (samples, tenths) =>
    {
        var sorted = samples.Order().ToArray();
        var rank = Math.Clamp((int)Math.Ceiling(tenths / 1000.0 * sorted.Length), 1, sorted.Length);
        var truth = sorted[rank - 1] / 1000.0;
        return Math.Abs(Of(samples).Percentile(tenths / 10.0) - truth) <= (truth * 0.001) + 0.001;
    });

    [Property]
    public Property Add_FramesOfParts_EqualTheWhole() => Prop.ForAll(Samples(), Gen.Choose(0, 100).ToArbitrary(), (samples, at) =>
    {
        var cut = samples.Length * at / 100;
        var merged = new Histogram();
        merged.Add(Of(samples[..cut]).ToBuckets());
        merged.Add(Of(samples[cut..]).ToBuckets());
        return merged.ToBuckets().SequenceEqual(Of(samples).ToBuckets()) && merged.Count == samples.Length;
    });

    [Fact]
    public void Record_OutOfRange_IsClamped()
    {
        var histogram = new Histogram();
        histogram.Record(TimeSpan.Zero);
        histogram.Record(TimeSpan.FromHours(1));

        Assert.Equal(2, histogram.Count);
        Assert.Equal(120_000, histogram.Max, 120.0);
    }

    [Fact]
    public void Percentile_NoSamples_IsNotANumber() => Assert.True(double.IsNaN(new Histogram().Percentile(95)));
}
