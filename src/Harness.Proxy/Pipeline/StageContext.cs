namespace Harness.Proxy;

/// <summary>What a stage is given: its clock, the seed of its own draws, and where answers go that it makes itself.</summary>
internal readonly record struct StageContext(TimeProvider Time, ulong Seed, IAnswers Answers)
{
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    /// <summary>A span in the clock's timestamps, rounded up, so that a delay is never shorter than asked; within zero and a day.</summary>
    public long Ticks(TimeSpan span)
    {
        var bounded = span < TimeSpan.Zero ? TimeSpan.Zero : span > longest ? longest : span;
        return (long)Math.Ceiling(bounded.Ticks * (decimal)Time.TimestampFrequency / TimeSpan.TicksPerSecond);
    }
}
