namespace Harness.Load;

/// <summary>Iterations under way: how many, the most at once, and the end of all. The first exception of an iteration is a fault of the harness and is kept.</summary>
internal sealed class VirtualUsers
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? empty;
    private int busy, most;

    /// <summary>Fails with the first exception that an iteration threw; never completes otherwise.</summary>
    public Task Failed => failed.Task;

    /// <summary>Iterations under way now.</summary>
    public int Busy
    {
        get { lock (gate) return busy; }
    }

    /// <summary>The most that were under way at once since the last call.</summary>
    public int TakeMost()
    {
        lock (gate)
        {
            var taken = most;
            most = busy;
            return taken;
        }
    }

    /// <summary>Starts one on the thread pool, so that what it does before its first wait never holds up the schedule.</summary>
    public void Start(Func<Task> iteration)
    {
        lock (gate)
        {
            busy++;
            most = Math.Max(most, busy);
        }
        _ = Task.Run(async () =>
        {
            try
            {
                await iteration().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The grace was over: the iteration does not count as ended, as in k6; the request it was in is counted as failed.
            }
            catch (Exception e)
            {
                failed.TrySetException(e);
            }
            finally
            {
                End();
            }
        });
    }

    private void End()
    {
        lock (gate)
        {
            busy--;
            if (busy == 0) empty?.TrySetResult();
        }
    }

    /// <summary>Completes when none is under way.</summary>
    public Task Drained()
    {
        lock (gate)
        {
            if (busy == 0) return Task.CompletedTask;
            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return empty.Task;
        }
    }
}
