using System.Diagnostics;
using Harness.Proxy;

namespace Harness.Integration.Tests.Proxy;

public sealed class PreciseTimeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Delay_ManyAtOnce_NeverRingEarly()
    {
        using var time = new PreciseTime();
        var random = new Random(3);

        var late = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => LatenessAsync(time, TimeSpan.FromMilliseconds(random.Next(0, 300)))));

        output.WriteLine($"late by {late.Order().ElementAt(250):F2} ms at the median, {late.Max():F2} ms at most");
        Assert.All(late, milliseconds => Assert.InRange(milliseconds, 0, 500));
    }

    [Fact]
    public async Task Change_AndDispose_ReplaceAndCancel()
    {
        using var time = new PreciseTime();
        var rings = 0;
        await using (var cancelled = time.CreateTimer(_ => Interlocked.Add(ref rings, 100), null, TimeSpan.FromMilliseconds(30), Timeout.InfiniteTimeSpan))
            cancelled.Change(TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
        using var replaced = time.CreateTimer(_ => Interlocked.Increment(ref rings), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        replaced.Change(TimeSpan.FromMilliseconds(10), Timeout.InfiniteTimeSpan);

        await Task.Delay(TimeSpan.FromMilliseconds(100), time, TestContext.Current.CancellationToken);

        Assert.Equal(1, rings);
    }

    [Fact]
    public void CreateTimer_Period_IsRefused() =>
        Assert.Throws<NotSupportedException>(() =>
        {
            using var time = new PreciseTime();
            time.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        });

    private static async Task<double> LatenessAsync(PreciseTime time, TimeSpan delay)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(delay, time, TestContext.Current.CancellationToken);
        return (Stopwatch.GetElapsedTime(started) - delay).TotalMilliseconds;
    }
}
