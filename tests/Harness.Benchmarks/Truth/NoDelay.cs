namespace Harness.Benchmarks.Truth;

/// <summary>Everything is answered at once.</summary>
internal sealed class NoDelay : IDelays
{
    public TimeSpan Next(TimeSpan arrival) => TimeSpan.Zero;

    public void Reset()
    {
        // Nothing is remembered.
    }
}
