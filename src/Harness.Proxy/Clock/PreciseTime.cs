namespace Harness.Proxy;

/// <summary>
/// The system's time with timers that ring within about a millisecond. Those of <see cref="TimeProvider.System"/> count in ticks of
/// the kernel's coarse clock, often 4 ms, which would be added to every latency. One thread waits for the earliest; callbacks run
/// on the thread pool. Timers ring once: a period is refused.
/// </summary>
public sealed class PreciseTime : TimeProvider, IDisposable
{
    private readonly object gate = new();
    private readonly SortedSet<PreciseTimer> pending = new(PreciseTimer.ByDue);
    private Thread? thread;
    private long timers;
    private bool isOver;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new PreciseTimer(this, Interlocked.Increment(ref timers), callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends the thread; timers do not ring any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            Monitor.Pulse(gate);
        }

        thread?.Join();
    }

    /// <summary>Replaces a timer's due time; null for none.</summary>
    internal void Schedule(PreciseTimer timer, TimeSpan? wait)
    {
        lock (gate)
        {
            pending.Remove(timer);
            if (wait is null || isOver)
                return;
            timer.Due = GetTimestamp() + (long)Math.Ceiling(wait.Value.TotalSeconds * TimestampFrequency);
            pending.Add(timer);
            if (thread is null)
                Start();
            else if (pending.Min == timer)
                Monitor.Pulse(gate);
        }
    }

    private void Start()
    {
        thread = new(Run) { IsBackground = true, Name = "Precise time" };
        thread.UnsafeStart();
    }

    private void Run()
    {
        lock (gate)
        {
            while (!isOver)
            {
                var now = GetTimestamp();
                var next = pending.Min;
                if (next is null)
                {
                    Monitor.Wait(gate);
                }
                else if (next.Due <= now)
                {
                    pending.Remove(next);
                    ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
                }
                else
                {
                    Monitor.Wait(gate, (int)Math.Min(int.MaxValue, Math.Ceiling(GetElapsedTime(now, next.Due).TotalMilliseconds)));
                }
            }
        }
    }
}
