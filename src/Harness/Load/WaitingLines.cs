namespace Harness.Load;

/// <summary>
/// The lines of an open load on its loops, as the loops see each other's: when the first of each is due. A virtual user that becomes free goes to
/// whoever has waited longest, on whichever loop that is.
/// </summary>
internal sealed class WaitingLines(int loops)
{
    private readonly long[] firstDue = [.. Enumerable.Repeat(long.MaxValue, loops)];
    private readonly (LoadShard Shard, Action Serve)?[] served = new (LoadShard, Action)?[loops];

    /// <summary>A loop takes part.</summary>
    /// <param name="shard">Whose line it is.</param>
    /// <param name="serve">Starts those in line for whom a virtual user is free; on the loop.</param>
    public void Add(LoadShard shard, Action serve) => served[shard.Index] = (shard, serve);

    /// <summary>Shows when the first of a loop's line is due; null for nobody.</summary>
    public void Show(LoadShard shard, TimeSpan? due)
    {
        Volatile.Write(ref firstDue[shard.Index], due?.Ticks ?? long.MaxValue);
        Interlocked.MemoryBarrier(); // before the loop looks once more for a free virtual user
    }

    /// <summary>True where nobody on another loop has waited longer.</summary>
    public bool IsFirst(LoadShard shard) => First() is var first && (first < 0 || Volatile.Read(ref firstDue[shard.Index]) <= Volatile.Read(ref firstDue[first]));

    /// <summary>Tells the loop whose first has waited longest to look for a free virtual user.</summary>
    public void CallFirst()
    {
        if (First() is >= 0 and var first && served[first] is var (shard, serve)) shard.Loop.Post(static serve => ((Action)serve!)(), serve);
    }

    private int First()
    {
        var (first, due) = (-1, long.MaxValue);
        for (var i = 0; i < firstDue.Length; i++)
        {
            if (Volatile.Read(ref firstDue[i]) < due) (first, due) = (i, Volatile.Read(ref firstDue[i]));
        }
        return first;
    }
}
