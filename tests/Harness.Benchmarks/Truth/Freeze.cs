namespace Harness.Benchmarks.Truth;

/// <summary>
/// Nothing is answered for a part of every period: what arrives in the freeze is answered at its end, everything else at once. At an even rate
/// the truth is known: with a freeze of 1 s in 10 s, p99 is 900 ms and p99.9 is 990 ms.
/// </summary>
/// <param name="period">From freeze to freeze.</param>
/// <param name="length">Of a freeze; it is in the middle of its period, so that no freeze touches the beginning or the end of a run of whole periods.</param>
internal sealed class Freeze(TimeSpan period, TimeSpan length) : IDelays
{
    private readonly TimeSpan begin = (period - length) / 2;

    public TimeSpan Next(TimeSpan arrival)
    {
        var place = TimeSpan.FromTicks(arrival.Ticks % period.Ticks);
        return place < begin || place >= begin + length ? TimeSpan.Zero : begin + length - place;
    }

    public void Reset()
    {
        // Nothing is remembered.
    }
}
