namespace Harness.Protocols.Loops;

/// <summary>What <see cref="EventLoop.CreateTimer"/> gives to code that knows a loop as a <see cref="TimeProvider"/>: set from any thread, it rings on the loop.</summary>
internal sealed class ProvidedTimer : ITimer
{
    private readonly EventLoop loop;
    private readonly LoopTimer timer;
    private readonly TimerCallback callback;
    private readonly object? state;
    private TimeSpan every = Timeout.InfiniteTimeSpan;

    public ProvidedTimer(EventLoop loop, TimerCallback callback, object? state)
    {
        (this.loop, this.callback, this.state) = (loop, callback, state);
        timer = new LoopTimer(loop, Ring);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : loop.GetTimestamp() + loop.Stamps(dueTime);
        if (loop.IsCurrent) Set(due, period);
        else loop.Post(_ => Set(due, period), null);
        return true;
    }

    private void Set(long due, TimeSpan period)
    {
        every = period;
        if (due == long.MaxValue) timer.Stop();
        else timer.Set(due);
    }

    private void Ring()
    {
        if (every > TimeSpan.Zero) timer.Set(loop.GetTimestamp() + loop.Stamps(every));
        callback(state);
    }

    public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
