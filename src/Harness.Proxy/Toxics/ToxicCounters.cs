namespace Harness.Proxy;

/// <summary>How many connections met one toxic. Live: each value is current when read.</summary>
public sealed class ToxicCounters
{
    private long seen;
    private long hit;

    internal ToxicCounters()
    {
    }

    /// <summary>Connections that were open at some time while the toxic was on.</summary>
    public long Seen => Volatile.Read(ref seen);

    /// <summary>Those of <see cref="Seen"/> that the draw of its toxicity put under it, whether or not data then met it.</summary>
    public long Hit => Volatile.Read(ref hit);

    internal void CountSeen(bool isHit)
    {
        Interlocked.Increment(ref seen);
        if (isHit)
            CountHit();
    }

    /// <summary>One that was seen before is hit since an update.</summary>
    internal void CountHit() => Interlocked.Increment(ref hit);
}
