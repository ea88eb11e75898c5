using Harness.Proxy;

namespace Harness.Tests.Proxy;

public sealed class SplitMix64Tests
{
    [Fact]
    public void NextUInt64_Seed1234567_GivesThePublishedNumbers()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal(6457827717110365317UL, random.NextUInt64());
        Assert.Equal(3203168211198807973UL, random.NextUInt64());
        Assert.Equal(9817491932198370423UL, random.NextUInt64());
    }

    [Theory]
    [InlineData(0UL, 0.0)]
    [InlineData(ulong.MaxValue, 1 - 1.0 / (1UL << 53))]
    public void ToUnit_Extremes_StayBelowOne(ulong bits, double expected) => Assert.Equal(expected, SplitMix64.ToUnit(bits));
}
