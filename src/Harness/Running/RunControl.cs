namespace Harness.Running;

/// <summary>What may be asked of a run while it goes, by a signal or by a key. Each may be asked more than once, from any thread.</summary>
public sealed class RunControl : IDisposable
{
    private readonly CancellationTokenSource stop = new(), stopNow = new(), stopFaults = new();

    /// <summary>Who asked for the end, for the journal: <c>a signal (Ctrl-C or SIGTERM)</c>.</summary>
    public string StoppedBy { get; private set; } = "";

    /// <summary>Who asked for the end of the faults.</summary>
    public string FaultsStoppedBy { get; private set; } = "";

    /// <summary>No new work, heal at once, let what is under way end. Asked a second time: do not wait for that.</summary>
    /// <param name="by">Who asks, for people.</param>
    public void Stop(string by)
    {
        if (stop.IsCancellationRequested)
        {
            stopNow.Cancel();
            return;
        }
        StoppedBy = by;
        stop.Cancel();
    }

    /// <summary>Heal all faults at once and inject none any more; the load goes on.</summary>
    /// <param name="by">Who asks, for people.</param>
    public void StopFaults(string by)
    {
        if (stopFaults.IsCancellationRequested) return;
        FaultsStoppedBy = by;
        stopFaults.Cancel();
    }

    internal CancellationToken Stopped => stop.Token;

    internal CancellationToken StoppedNow => stopNow.Token;

    internal CancellationToken FaultsStopped => stopFaults.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        stop.Dispose();
        stopNow.Dispose();
        stopFaults.Dispose();
    }
}
