using System.Threading.Tasks.Sources;

namespace Harness.Protocols.Loops;

/// <summary>A wait on a loop, used again and again: its waiter goes on inside the timer's ring.</summary>
internal sealed class LoopDelay : IValueTaskSource<bool>
{
    private readonly EventLoop loop;
    private readonly Stack<LoopDelay> unused;
    private readonly LoopTimer timer;
    private ManualResetValueTaskSourceCore<bool> core;
    private CancellationToken token;
    private CancellationTokenRegistration registration;
    private bool isWaiting;

    public LoopDelay(EventLoop loop, Stack<LoopDelay> unused)
    {
        (this.loop, this.unused) = (loop, unused);
        timer = new LoopTimer(loop, () => End(true));
    }

    public ValueTask<bool> Begin(long due, CancellationToken ct)
    {
        (isWaiting, token) = (true, ct);
        timer.Set(due);
        if (ct.CanBeCanceled) registration = ct.UnsafeRegister(static delay => ((LoopDelay)delay!).Cancelled(), this);
        return new(this, core.Version);
    }

    /// <summary>Comes from whoever cancelled. What it posts may find the delay in use again: then it looks at the token of that use.</summary>
    private void Cancelled() => loop.Post(static delay =>
    {
        var it = (LoopDelay)delay!;
        if (it.isWaiting && it.token.IsCancellationRequested) it.End(false);
    }, this);

    private void End(bool inTime)
    {
        isWaiting = false;
        timer.Stop();
        registration.Dispose();
        registration = default;
        core.SetResult(inTime);
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        var result = core.GetResult(token);
        core.Reset();
        unused.Push(this);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => core.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);
}
