using System.Diagnostics;
using Harness.Benchmarks.Machine;

namespace Harness.Benchmarks.Truth;

/// <summary>
/// Writes answers when they are due, by a thread of its own: timers of .NET make 2 ms of 1. The thread sleeps 100 µs at a time while anything
/// is due at all, so what comes later and is due earlier is not late, and it does not sleep past a due time by more than the kernel's own delay.
/// </summary>
internal sealed class ReplyQueue : IDisposable
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMicroseconds(100);

    private readonly object gate = new();
    private readonly PriorityQueue<Action, (long Due, long Place)> waiting = new();
    private readonly Thread thread;
    private long place;
    private bool isOver;

    public ReplyQueue()
    {
        thread = new Thread(Run) { IsBackground = true, Name = "Replies" };
        thread.Start();
    }

    /// <summary>Calls <paramref name="reply"/> at a timestamp; those due together in the order in which they were added.</summary>
    public void Add(long due, Action reply)
    {
        lock (gate)
        {
            waiting.Enqueue(reply, (due, place++));
            if (waiting.Count == 1) Monitor.Pulse(gate);
        }
    }

    /// <summary>Ends the thread; what is still waiting is never written.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isOver = true;
            Monitor.Pulse(gate);
        }
        thread.Join();
    }

    private void Run()
    {
        if (OperatingSystem.IsLinux()) Native.SleepExactly();
        while (Take(out var reply, out var wait))
        {
            if (reply is not null) reply();
            else Native.Sleep(wait < s_slice ? wait : s_slice);
        }
    }

    /// <summary>The next one that is due, or how long nobody is; false at the end.</summary>
    private bool Take(out Action? reply, out TimeSpan wait)
    {
        (reply, wait) = (null, TimeSpan.Zero);
        lock (gate)
        {
            while (waiting.Count == 0 && !isOver) Monitor.Wait(gate);
            if (isOver) return false;
            waiting.TryPeek(out _, out var next);
            var now = Stopwatch.GetTimestamp();
            if (next.Due <= now) reply = waiting.Dequeue();
            else wait = Stopwatch.GetElapsedTime(now, next.Due);
            return true;
        }
    }
}
