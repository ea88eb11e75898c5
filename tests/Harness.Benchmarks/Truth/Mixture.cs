namespace Harness.Benchmarks.Truth;

/// <summary>Delays of 1, 10, 100 and 500 ms for 85, 13, 1.8 and 0.2 % of requests, drawn from a seed: p50 is 1, p99 is 100, p99.9 is 500 ms.</summary>
internal sealed class Mixture(int seed) : IDelays
{
    private static readonly (double UpTo, TimeSpan Delay)[] s_shares =
    [
        (0.85, TimeSpan.FromMilliseconds(1)),
        (0.98, TimeSpan.FromMilliseconds(10)),
        (0.998, TimeSpan.FromMilliseconds(100)),
        (1, TimeSpan.FromMilliseconds(500)),
    ];

    private Random draws = new(seed);

    public TimeSpan Next(TimeSpan arrival)
    {
        var draw = draws.NextDouble();
        return Array.Find(s_shares, share => draw < share.UpTo).Delay;
    }

    public void Reset() => draws = new Random(seed);
}
