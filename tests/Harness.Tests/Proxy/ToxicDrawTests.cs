using Harness.Proxy;

namespace Harness.Tests.Proxy;

public sealed class ToxicDrawTests
{
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Of_ManyConnections_AreUniform(double toxicity)
    {
        const int count = 100_000;
        var draw = new ToxicDraw(7, "shop", "slow");

        var hits = Enumerable.Range(1, count).Count(number => draw.Of(number) < toxicity);

        // Five standard deviations of the binomial distribution.
        Assert.InRange(hits, Bound(-5), Bound(5));

        double Bound(double deviations) => (count * toxicity) + (deviations * Math.Sqrt(count * toxicity * (1 - toxicity)));
    }

    [Fact]
    public void Of_SameInputs_Repeats() =>
        Assert.Equal(Draws(new(7, "shop", "slow")), Draws(new(7, "shop", "slow")));

    [Theory]
    [InlineData(8, "shop", "slow")]
    [InlineData(7, "shops", "low")]
    [InlineData(7, "sho", "pslow")]
    [InlineData(7, "slow", "shop")]
    public void Of_OtherInputs_AreIndependent(int seed, string proxyName, string toxicName)
    {
        var one = new ToxicDraw(7, "shop", "slow");
        var other = new ToxicDraw(seed, proxyName, toxicName);

        // Two independent fair draws agree for half of 10,000 connections; 250 is five standard deviations.
        var agreeing = Enumerable.Range(1, 10_000).Count(number => one.Of(number) < 0.5 == other.Of(number) < 0.5);

        Assert.InRange(agreeing, 4_750, 5_250);
    }

    private static double[] Draws(ToxicDraw draw) => [.. Enumerable.Range(1, 100).Select(number => draw.Of(number))];
}
