using Harness.Plans;

namespace Harness.Load;

/// <summary>When the iterations of an open load are due, one after the other; the same seed gives the same times, on however many loops they are.</summary>
internal static class Arrivals
{
    /// <summary>The due times of every n-th iteration of a pace, from its beginning, with its number: together the shares are the whole, each once.</summary>
    /// <param name="pace">The planned rate.</param>
    /// <param name="arrival">Evenly, or as a Poisson process.</param>
    /// <param name="random">Of this pace only; the same for every share.</param>
    /// <param name="share">Which share, from 0.</param>
    /// <param name="shares">How many there are.</param>
    public static IEnumerable<(long Index, TimeSpan Due)> Of(Pace pace, Arrival arrival, Random random, int share, int shares) =>
        arrival == Arrival.Uniform ? Evenly(pace, share, shares) : Poisson(pace, random).Where(one => one.Index % shares == share);

    private static IEnumerable<(long Index, TimeSpan Due)> Evenly(Pace pace, int share, int shares)
    {
        for (long index = share; index < pace.Count; index += shares) yield return (index, pace.Due(index));
    }

    /// <summary>
    /// A process of unit rate has exponential gaps of mean 1; put through the inverse of the integrated rate it becomes one whose rate is the
    /// pace's (Çinlar, Introduction to Stochastic Processes, 1975, chapter 4.7).
    /// </summary>
    private static IEnumerable<(long Index, TimeSpan Due)> Poisson(Pace pace, Random random)
    {
        var index = 0L;
        for (var area = Gap(random); area < pace.Total; area += Gap(random)) yield return (index++, pace.Reaching(area));
    }

    private static double Gap(Random random) => -Math.Log(1 - random.NextDouble());
}
