using Harness.Plans;

namespace Harness.Load;

/// <summary>When the iterations of an open load are due, one after the other; the same seed gives the same times.</summary>
internal static class Arrivals
{
    /// <summary>The due times of a pace, from its beginning.</summary>
    /// <param name="pace">The planned rate.</param>
    /// <param name="arrival">Evenly, or as a Poisson process.</param>
    /// <param name="random">Of this pace only.</param>
    public static IEnumerable<TimeSpan> Of(Pace pace, Arrival arrival, Random random) => arrival == Arrival.Uniform ? Evenly(pace) : Poisson(pace, random);

    private static IEnumerable<TimeSpan> Evenly(Pace pace)
    {
        for (var index = 0L; index < pace.Count; index++) yield return pace.Due(index);
    }

    /// <summary>
    /// A process of unit rate has exponential gaps of mean 1; put through the inverse of the integrated rate it becomes one whose rate is the
    /// pace's (Çinlar, Introduction to Stochastic Processes, 1975, chapter 4.7).
    /// </summary>
    private static IEnumerable<TimeSpan> Poisson(Pace pace, Random random)
    {
        for (var area = Gap(random); area < pace.Total; area += Gap(random)) yield return pace.Reaching(area);
    }

    private static double Gap(Random random) => -Math.Log(1 - random.NextDouble());
}
