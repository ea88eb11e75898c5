namespace Harness.Proxy;

/// <summary>Sets a signal at a timestamp, or a little later or earlier, for timers have grains: who is woken looks at the time.</summary>
internal sealed class Alarm(TimeProvider time, Signal signal) : IDisposable
{
    // A timer takes at most 49 days; whoever is woken too early sets the alarm again.
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    private ITimer? timer;
    private long armedFor = ToxicStage.Never;

    /// <summary>Sets it for a timestamp, instead of the one before.</summary>
    public void Arm(long due, long now)
    {
        if (due == ToxicStage.Never || due == Volatile.Read(ref armedFor))
            return;
        Volatile.Write(ref armedFor, due);
        timer ??= time.CreateTimer(static state => ((Alarm)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(Wait(due, now), Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer?.Dispose();

    private TimeSpan Wait(long due, long now)
    {
        var wait = due <= now ? TimeSpan.Zero : time.GetElapsedTime(now, due);
        return TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(wait.TotalMilliseconds, longest.TotalMilliseconds)));
    }

    private void Ring()
    {
        Volatile.Write(ref armedFor, ToxicStage.Never);
        signal.Set();
    }
}
