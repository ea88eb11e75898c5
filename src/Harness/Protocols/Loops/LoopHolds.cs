namespace Harness.Protocols.Loops;

/// <summary>
/// Notices what keeps a loop to itself: while one thing runs on it everybody else on it waits. Code that may take its time says that it begins; it is taken
/// to go on until the next one says so, or until the loop rests. Used on its loop only, without an allocation where nothing is held.
/// </summary>
/// <param name="limit">What is no hold yet, in time stamps.</param>
internal sealed class LoopHolds(long limit)
{
    private readonly Dictionary<LoopHolder, (int Times, long Longest)> named = [];
    private LoopHolder? atWork;
    private long woke, since;
    private int times;

    /// <summary>A turn of the loop begins.</summary>
    public void Wake(long now) => (atWork, woke, since) = (null, now, now);

    /// <summary>Who is at work from now on; null for nobody that has a name.</summary>
    public void Begin(LoopHolder? holder, long now)
    {
        if (now - since > limit && atWork is not null) Count(atWork, now - since);
        (atWork, since) = (holder, now);
    }

    /// <summary>The turn is over. Many that took little each may have held the loop together, and none of them alone.</summary>
    public void Rest(long now)
    {
        Begin(null, now);
        if (now - woke > limit) times++;
    }

    private void Count(LoopHolder holder, long held)
    {
        var (before, longest) = named.GetValueOrDefault(holder);
        named[holder] = (before + 1, Math.Max(longest, held));
    }

    /// <summary>How many turns since the last call held the loop too long, and who alone did how often, with the longest in time stamps.</summary>
    public (int Times, IReadOnlyList<(LoopHolder Holder, int Times, long Longest)> Named) Take()
    {
        (int, IReadOnlyList<(LoopHolder, int, long)>) taken = (times, named.Count == 0 ? [] : [.. named.Select(one => (one.Key, one.Value.Times, one.Value.Longest))]);
        times = 0;
        named.Clear();
        return taken;
    }
}

/// <summary>What may hold a loop: the code of a step.</summary>
/// <param name="Load">The load's name.</param>
/// <param name="Step">The step's.</param>
internal sealed record LoopHolder(string Load, string Step);
