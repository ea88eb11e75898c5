using Harness.Time;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Time;

/// <summary>The wall clock jumps by an hour in the middle of a run: durations do not, and both can be told.</summary>
public sealed class ClockJumpTests
{
    [Theory, Trait("Safety", "case 10")]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task WallClock_JumpsByAnHour_WaitsAndTimesAreMonotonic(int hours)
    {
        var time = new JumpingTime();
        var clock = new RunClock(time);
        clock.Start(TimeSpan.Zero);
        var waiting = clock.WaitUntil(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Offset = TimeSpan.FromHours(hours);

        Assert.Equal(TimeSpan.FromSeconds(1), clock.Elapsed);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 12 + hours, 0, 1, TimeSpan.Zero), clock.Wall);
        time.Advance(TimeSpan.FromSeconds(2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal(TimeSpan.FromSeconds(3), clock.Elapsed);
    }

    /// <summary>A clock whose wall time somebody sets, and whose timestamps go on as before, as a system's do.</summary>
    private sealed class JumpingTime() : FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero))
    {
        public TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;

        public override long GetTimestamp() => base.GetUtcNow().Ticks;
    }
}
