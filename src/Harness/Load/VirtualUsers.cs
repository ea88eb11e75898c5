namespace Harness.Load;

/// <summary>
/// The virtual users of a load on all its loops together: how many are busy, how many iterations wait for one, and the end of all. It is touched once an
/// iteration, never once a request. The first exception of an iteration is a fault of the harness and is kept.
/// </summary>
/// <param name="most">How many may be busy at once.</param>
/// <param name="mostWaiting">How many iterations may wait at once.</param>
internal sealed class VirtualUsers(int most, int mostWaiting)
{
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool isDraining;
    private int busy, highest, waiting;

    /// <summary>Fails with the first exception that an iteration threw; never completes otherwise.</summary>
    public Task Failed => failed.Task;

    /// <summary>Iterations that wait for a virtual user, on all loops.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Takes one; false where all are busy.</summary>
    public bool TryTake()
    {
        if (!TryAdd(ref busy, most, out var now)) return false;
        // Two loops may overtake each other here; the mark is for a chart.
        if (now > Volatile.Read(ref highest)) Volatile.Write(ref highest, now);
        return true;
    }

    /// <summary>Takes a place in line; false where all lines together are as long as they may be.</summary>
    public bool TryWait() => TryAdd(ref waiting, mostWaiting, out _);

    /// <summary>Never more than there are, not even for a moment: that could refuse one that is free to another loop, which then nobody would call.</summary>
    private static bool TryAdd(ref int count, int most, out int now)
    {
        do
        {
            now = Volatile.Read(ref count) + 1;
            if (now > most) return false;
        }
        while (Interlocked.CompareExchange(ref count, now, now - 1) != now - 1);
        return true;
    }

    /// <summary>Gives one back.</summary>
    public void Release()
    {
        Interlocked.Decrement(ref busy);
        LookForTheEnd();
    }

    /// <summary>So many wait no longer.</summary>
    public void EndWait(int count)
    {
        Interlocked.Add(ref waiting, -count);
        LookForTheEnd();
    }

    /// <summary>An iteration threw.</summary>
    public void Fail(Exception e) => failed.TrySetException(e);

    /// <summary>The most that were busy at once since the last call.</summary>
    public int TakeMost() => Interlocked.Exchange(ref highest, Volatile.Read(ref busy));

    /// <summary>Completes when none is busy and none is waited for; nothing new may begin any more.</summary>
    public Task Drained()
    {
        isDraining = true;
        LookForTheEnd();
        return drained.Task;
    }

    private void LookForTheEnd()
    {
        if (isDraining && Volatile.Read(ref busy) == 0 && Waiting == 0) drained.TrySetResult();
    }
}
