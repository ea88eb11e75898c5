namespace Harness.Proxy;

/// <summary>A timer of <see cref="PreciseTime"/>, in whose lock <see cref="Due"/> is read and written.</summary>
internal sealed class PreciseTimer(PreciseTime time, long id, TimerCallback callback, object? state) : ITimer, IThreadPoolWorkItem
{
    /// <summary>The earliest first; of those due together, the one made first.</summary>
    public static Comparer<PreciseTimer> ByDue { get; } =
        Comparer<PreciseTimer>.Create(static (one, other) => (one.Due, one.Id).CompareTo((other.Due, other.Id)));

    /// <summary>The timestamp it rings at. Changed only while it is not pending.</summary>
    public long Due { get; set; }

    private long Id { get; } = id;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
            throw new NotSupportedException($"A period of {period} was asked for: these timers ring once.");
        time.Schedule(this, dueTime == Timeout.InfiniteTimeSpan ? null : dueTime);
        return true;
    }

    public void Execute() => callback(state);

    public void Dispose() => time.Schedule(this, wait: null);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
