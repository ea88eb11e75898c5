using System.Collections.Concurrent;

namespace Harness.Protocols.Loops;

/// <summary>
/// One thread that runs its share of a load: virtual users, their connections, their timers, with nothing locked, because nothing of it is touched by
/// another thread. What is awaited comes back to it: it is the synchronization context and the source of time of what runs on it.
/// </summary>
/// <remarks>
/// Code of the harness that runs on a loop awaits what was born on the loop (sends, delays) with <c>ConfigureAwait(false)</c>: then it goes on at once,
/// inside the call that completes it. What completes elsewhere is awaited with the context, and comes back through <see cref="Post"/>. An asynchronous
/// method that is itself awaited that way is a <c>ValueTask</c> of the pooling builder: the continuations of a <c>Task</c> leave a thread with a context.
/// </remarks>
internal abstract class EventLoop : TimeProvider, IDisposable
{
    private readonly TimeProvider source;
    private readonly LoopContext context;
    private readonly ConcurrentQueue<(SendOrPostCallback Work, object? State)> fromOutside = new();
    private readonly Queue<(SendOrPostCallback Work, object? State)> own = new();
    private readonly TimerHeap timers = new();
    private readonly Stack<LoopDelay> delays = new();
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread thread;
    private readonly Lock closing = new();
    private volatile bool isOver;
    private bool isClosed;
    private int asleep;
    private long began, waiting;

    /// <summary>Makes a loop; <see cref="Start"/> starts its thread.</summary>
    /// <param name="source">Whose time stamps it shows.</param>
    /// <param name="name">Of its thread.</param>
    protected EventLoop(TimeProvider source, string name)
    {
        this.source = source;
        context = new LoopContext(this);
        Holds = new LoopHolds(Stamps(TooLong));
        thread = new Thread(Live) { IsBackground = true, Name = name };
    }

    /// <summary>Fails with the first exception that something on the loop let escape: a mistake of the harness. Never completes otherwise.</summary>
    public Task Failed => failed.Task;

    /// <summary>True on the loop's own thread.</summary>
    public bool IsCurrent => Environment.CurrentManagedThreadId == thread.ManagedThreadId;

    /// <summary>What held the loop for over 10 ms; on the loop only.</summary>
    public LoopHolds Holds { get; }

    /// <inheritdoc/>
    public override long TimestampFrequency => source.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => source.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => source.GetUtcNow();

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        began = GetTimestamp();
        thread.Start();
    }

    /// <summary>Opens a stream of bytes to one peer; not connected yet.</summary>
    /// <param name="user">Who is told what happens on it.</param>
    /// <param name="options">How it connects.</param>
    public abstract Wire Open(IWireUser user, WireOptions options);

    /// <summary>Runs something on the loop soon, in the order of the calls; from any thread.</summary>
    public void Post(SendOrPostCallback work, object? state)
    {
        if (IsCurrent)
        {
            own.Enqueue((work, state));
            return;
        }
        fromOutside.Enqueue((work, state));
        if (Interlocked.Exchange(ref asleep, 0) == 1) WakeIfOpen();
    }

    /// <summary>A loop that died in its wait is still said to sleep, and one may be closed between the question and the call: what it waited with is gone then, or is another's.</summary>
    private void WakeIfOpen()
    {
        lock (closing)
        {
            if (!isClosed) Wake();
        }
    }

    /// <summary>Runs something on the loop and gives what came of it; from any other thread.</summary>
    /// <exception cref="Exception">What it threw, or what ended the loop before: nobody waits for a loop that is over.</exception>
    public async Task<T> Ask<T>(Func<T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ =>
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception e)
            {
                answer.SetException(e); // the one who asked hears of it
            }
        }, null);
        await DoneOrFailed(answer.Task).ConfigureAwait(false);
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>Runs asynchronous work on the loop; from any other thread. What it throws is the task's, as is what ended the loop before the work was done.</summary>
    public async Task Run(Func<Task> work) => await DoneOrFailed(await Ask(work).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task DoneOrFailed(Task work)
    {
        await Task.WhenAny(work, Failed).ConfigureAwait(false);
        await (work.IsCompleted ? work : Failed).ConfigureAwait(false);
    }

    /// <summary>Waits on the loop until a time stamp; on the loop only.</summary>
    /// <param name="due">When, as <see cref="GetTimestamp"/> counts.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>True at that time, never early; false where <paramref name="ct"/> ended it before. It never throws.</returns>
    public ValueTask<bool> Until(long due, CancellationToken ct)
    {
        if (!IsCurrent) throw new InvalidOperationException("This is waited for on a loop, and the code is not on it: something was awaited without its context.");
        if (ct.IsCancellationRequested) return new(false);
        var delay = delays.Count > 0 ? delays.Pop() : new LoopDelay(this, delays);
        return delay.Begin(due, ct);
    }

    /// <summary>Waits on the loop for a time; on the loop only. As <see cref="Until"/>.</summary>
    public ValueTask<bool> Delay(TimeSpan time, CancellationToken ct) => Until(GetTimestamp() + Stamps(time), ct);

    /// <summary>Lets everything that is ready, on the wire above all, go first.</summary>
    public ValueTask<bool> Yield() => Until(GetTimestamp(), CancellationToken.None);

    /// <summary>A time in units of the time stamps, rounded up.</summary>
    public long Stamps(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds * TimestampFrequency);

    /// <summary>The share of the time since the last call for which the loop was at work, 0 to 1; on the loop only.</summary>
    public double TakeBusy()
    {
        var now = GetTimestamp();
        var (all, idle) = (now - began, waiting);
        (began, waiting) = (now, 0);
        return all <= 0 ? 0 : Math.Clamp(1 - ((double)idle / all), 0, 1);
    }

    /// <summary>The loop's own timer: its callback runs on the loop. From any thread.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ProvidedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal void Schedule(LoopTimer timer, long due) => timers.Set(timer, due);

    internal void Unschedule(LoopTimer timer) => timers.Remove(timer);

    /// <summary>Waits for I/O and sees to it, until a time, or until woken.</summary>
    /// <param name="until">The latest time stamp; <see cref="long.MaxValue"/> for no limit, one that has passed for not to wait at all.</param>
    protected abstract void WaitForIO(long until);

    /// <summary>Ends a wait; from any thread, and never after <see cref="Close"/>.</summary>
    protected abstract void Wake();

    private static readonly TimeSpan TooLong = TimeSpan.FromMilliseconds(10);

    private void Live()
    {
        SynchronizationContext.SetSynchronizationContext(context);
        // Nothing here is kept in the flow of the code, and every wait would save and restore it.
        ExecutionContext.SuppressFlow();
        Woke = GetTimestamp();
        try
        {
            while (!isOver)
            {
                var more = RunPosted();
                var now = GetTimestamp();
                timers.RunDue(now);
                // Whoever posts from now on wakes the loop; what was posted before is seen here.
                Volatile.Write(ref asleep, 1);
                Interlocked.MemoryBarrier();
                more |= own.Count > 0 || !fromOutside.IsEmpty;
                var rests = GetTimestamp();
                Holds.Rest(rests);
                WaitForIO(more ? 0 : timers.Next);
                Volatile.Write(ref asleep, 0);
                waiting += Math.Max(0, Woke - rests);
            }
        }
        catch (Exception e)
        {
            failed.TrySetException(e);
        }
    }

    /// <summary>When the wait that <see cref="WaitForIO"/> began was over; set by it before it sees to what came.</summary>
    protected long Woke
    {
        get;
        set
        {
            field = value;
            Holds.Wake(value);
        }
    }

    /// <summary>Runs what was posted before this call; what that posts itself comes at the next, so that the wire is never starved.</summary>
    private bool RunPosted()
    {
        for (var left = own.Count; left > 0; left--)
        {
            var (work, state) = own.Dequeue();
            work(state);
        }
        for (var left = fromOutside.Count; left > 0 && fromOutside.TryDequeue(out var posted); left--) posted.Work(posted.State);
        return own.Count > 0;
    }

    /// <summary>Ends the thread; what waits on the loop is never heard of again.</summary>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (isOver) return;
        isOver = true;
        Wake();
        // A thread that somebody's code holds for ever keeps what it works with; it ends with the process.
        if (thread.IsAlive && !thread.Join(TimeSpan.FromSeconds(5))) return;
        lock (closing)
        {
            isClosed = true;
            Close();
        }
    }

    /// <summary>Gives back what the loop holds; its thread is over.</summary>
    protected abstract void Close();
}
