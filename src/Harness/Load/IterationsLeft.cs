namespace Harness.Load;

/// <summary>The iterations of a load that nobody began yet, for all its loops; touched once an iteration.</summary>
internal sealed class IterationsLeft(long count)
{
    private long left = count;

    /// <summary>Takes one; false where none is left.</summary>
    public bool TryTake() => Interlocked.Read(ref left) > 0 && Interlocked.Decrement(ref left) >= 0;

    /// <summary>Takes all that are left.</summary>
    public int TakeAll() => (int)Math.Clamp(Interlocked.Exchange(ref left, 0), 0, int.MaxValue);
}
