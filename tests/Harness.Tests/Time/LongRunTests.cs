using Harness.Time;

namespace Harness.Tests.Time;

/// <summary>A night of load on a clock that counts nanoseconds, as the system's does, or anything else.</summary>
public sealed class LongRunTests
{
    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(10_000_000)]
    [InlineData(24_000_000)]
    [InlineData(3_579_545)]
    public void Elapsed_AfterUpToAMonth_IsThatTime(long frequency)
    {
        var time = new CountingTime(frequency);
        var clock = new RunClock(time);
        clock.Start(TimeSpan.Zero);
        foreach (var hours in (int[])[0, 1, 8, 24 * 31])
        {
            var at = TimeSpan.FromHours(hours);
            time.Stamp = CountingTime.Origin + ((long)at.TotalSeconds * frequency);

            Assert.Equal(at, clock.Elapsed);
            Assert.Equal(time.Stamp, clock.StampAt(at));
        }
    }

    private sealed class CountingTime(long frequency) : TimeProvider
    {
        public const long Origin = 1L << 50;

        public long Stamp { get; set; } = Origin;

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Stamp;
    }
}
