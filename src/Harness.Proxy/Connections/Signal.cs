using System.Threading.Tasks.Sources;

namespace Harness.Proxy;

/// <summary>
/// Wakes one waiter, which may come after the signal: several signals before it comes count as one. Waiting allocates nothing.
/// </summary>
internal sealed class Signal : IValueTaskSource
{
    private readonly Lock gate = new();
    private ManualResetValueTaskSourceCore<bool> source = new() { RunContinuationsAsynchronously = true };
    private bool isSet;
    private bool isAwaited;

    public void Set()
    {
        lock (gate)
        {
            if (!isAwaited)
            {
                isSet = true;
                return;
            }

            isAwaited = false;
        }

        source.SetResult(true);
    }

    /// <summary>Ends at the next signal, or at once if there was one since the last wait. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        lock (gate)
        {
            if (isSet)
            {
                isSet = false;
                return ValueTask.CompletedTask;
            }

            source.Reset();
            isAwaited = true;
            return new(this, source.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);
}
