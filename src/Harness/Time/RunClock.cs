namespace Harness.Time;

/// <summary>
/// The one clock of a run: monotonic, counted from t = 0, which is the end of the warm-up. Durations never depend on the wall clock.
/// </summary>
/// <param name="time">The source of time; a fake one in tests.</param>
public sealed class RunClock(TimeProvider time)
{
    // The system's clock counts nanoseconds, wherever the framework runs on Linux or macOS.
    private readonly bool isInNanoseconds = time.TimestampFrequency == 1_000_000_000;
    private long? zero;

    private long Zero => zero ?? throw new InvalidOperationException("the run's clock was not started");

    /// <summary>The source of time, for whatever else must wait on it.</summary>
    public TimeProvider Source { get; } = time;

    /// <summary>The time since t = 0, negative in the warm-up; null before <see cref="Start"/>.</summary>
    public TimeSpan? Now => zero is null ? null : At(Source.GetTimestamp());

    /// <summary>The time since t = 0 of a clock that was started.</summary>
    /// <exception cref="InvalidOperationException">The clock was not started.</exception>
    public TimeSpan Elapsed => At(Source.GetTimestamp());

    /// <summary>The time of this clock at a time stamp of its source.</summary>
    /// <exception cref="InvalidOperationException">The clock was not started.</exception>
    public TimeSpan At(long stamp) => new(isInNanoseconds ? (stamp - Zero) / 100
        // A product of time stamps and ticks leaves 64 bits after a quarter of an hour of nanoseconds.
        : (long)((Int128)(stamp - Zero) * TimeSpan.TicksPerSecond / Source.TimestampFrequency));

    /// <summary>The source's time stamp at a time of this clock, rounded up: whoever waits for it is never early.</summary>
    /// <exception cref="InvalidOperationException">The clock was not started.</exception>
    public long StampAt(TimeSpan at) => Zero
        + (isInNanoseconds ? at.Ticks * 100 : (long)Math.Ceiling((decimal)at.Ticks * Source.TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>The wall clock, UTC.</summary>
    public DateTimeOffset Wall => Source.GetUtcNow();

    /// <summary>Starts the warm-up now; t = 0 is its end.</summary>
    public void Start(TimeSpan warmUp) => zero = Source.GetTimestamp() + (long)(warmUp.TotalSeconds * Source.TimestampFrequency);

    /// <summary>Waits until a time; returns at once where it has passed. Never early, and as late as the source's timers are.</summary>
    public async Task WaitUntil(TimeSpan at, CancellationToken ct)
    {
        while (Elapsed < at)
        {
            var passed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var timer = Source.CreateTimer(_ => passed.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            using var cancelled = ct.UnsafeRegister(_ => passed.TrySetCanceled(ct), null);
            Set(timer, at);
            await passed.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Sets a timer, again where the clock moved on between reading it and setting the timer: the wait would be too long by that much.</summary>
    private void Set(ITimer timer, TimeSpan at)
    {
        TimeSpan now;
        do
        {
            now = Elapsed;
            var left = at - now;
            timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left < MaxWait ? left : MaxWait, Timeout.InfiniteTimeSpan);
        }
        while (now < at && Elapsed - now > Slip);
    }

    private static readonly TimeSpan Slip = TimeSpan.FromMilliseconds(1);

    /// <summary>Timers refuse more than 49 days; a longer wait is several.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);
}
