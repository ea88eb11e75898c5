using Harness.Load;
using Harness.Plans;

namespace Harness.Tests.Load;

public sealed class ArrivalsTests
{
    private static IEnumerable<TimeSpan> Of(Pace pace, Arrival arrival, Random random) => Arrivals.Of(pace, arrival, random, 0, 1).Select(one => one.Due);

    private static readonly Pace Ramp = new(0, [new Stage("1", TimeSpan.FromSeconds(50), 100), new Stage("2", TimeSpan.FromSeconds(50), 100)]);

    [Fact]
    public void Uniform_IsThePaceItself() =>
        Assert.Equal(Enumerable.Range(0, 7500).Select(i => Ramp.Due(i)), Of(Ramp, Arrival.Uniform, new Random(1)));

    [Fact]
    public void Poisson_SameSeed_SameTimes()
    {
        Assert.Equal(Of(Ramp, Arrival.Poisson, new Random(5)), Of(Ramp, Arrival.Poisson, new Random(5)));
        Assert.NotEqual(Of(Ramp, Arrival.Poisson, new Random(5)), Of(Ramp, Arrival.Poisson, new Random(6)));
    }

    /// <summary>The count of a Poisson process of mean 7,500 has a standard deviation of 87; the mean of 200 runs one of 6.</summary>
    [Fact]
    public void Poisson_ManySeeds_CountsAreOfTheRightMeanAndSpread()
    {
        var counts = Enumerable.Range(0, 200).Select(seed => (double)Of(Ramp, Arrival.Poisson, new Random(seed)).Count()).ToList();
        var mean = counts.Average();

        Assert.InRange(mean, 7500 - 25, 7500 + 25);
        Assert.InRange(Math.Sqrt(counts.Average(count => Math.Pow(count - mean, 2))), 70, 105);
    }

    /// <summary>Where the rate is constant, gaps are exponential: a share of e^-1 is longer than their mean, one of e^-3 longer than three.</summary>
    [Fact]
    public void Poisson_ConstantRate_GapsAreExponential()
    {
        var times = Of(Pace.Constant(1000, TimeSpan.FromSeconds(100)), Arrival.Poisson, new Random(7)).Select(at => at.TotalMilliseconds).ToList();
        var gaps = times.Zip(times.Skip(1), (one, next) => next - one).ToList();

        Assert.InRange(gaps.Average(), 0.99, 1.01);
        Assert.InRange(gaps.Count(gap => gap > 1) / (double)gaps.Count, Math.Exp(-1) - 0.006, Math.Exp(-1) + 0.006);
        Assert.InRange(gaps.Count(gap => gap > 3) / (double)gaps.Count, Math.Exp(-3) - 0.003, Math.Exp(-3) + 0.003);
    }

    [Fact]
    public void Poisson_RampFromZero_FollowsTheRate()
    {
        var times = Of(Ramp, Arrival.Poisson, new Random(11)).Select(at => at.TotalSeconds).ToList();

        Assert.InRange(times.Count(at => at < 25), 625 - 100, 625 + 100);
        Assert.InRange(times.Count(at => at is >= 50 and < 100), 5000 - 290, 5000 + 290);
        Assert.True(times.SequenceEqual(times.Order()));
    }

    [Theory]
    [InlineData(Arrival.Uniform)]
    [InlineData(Arrival.Poisson)]
    public void Of_SharedByLoops_TheSharesAreTheWhole(Arrival arrival)
    {
        var whole = Arrivals.Of(Ramp, arrival, new Random(3), 0, 1).ToList();
        foreach (var loops in (int[])[2, 3, 7])
            Assert.Equal(whole, Enumerable.Range(0, loops).SelectMany(loop => Arrivals.Of(Ramp, arrival, new Random(3), loop, loops)).OrderBy(one => one.Index));
    }
}
