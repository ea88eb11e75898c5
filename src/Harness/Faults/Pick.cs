using System.Globalization;
using Harness.Time;

namespace Harness.Faults;

/// <summary>How many of several a fault hits: all, a number, or a share. Which ones is drawn by the run's seed and the fault's name.</summary>
/// <param name="Number">So many, or null.</param>
/// <param name="Share">Such a share, above 0 and up to 1, or null.</param>
public sealed record Pick(int? Number, double? Share)
{
    /// <summary>All of them.</summary>
    public static Pick All { get; } = new(null, 1);

    /// <summary>One of them.</summary>
    public static Pick One { get; } = new(1, null);

    /// <summary>How many of so many. A share is rounded down, as AWS FIS does, but never to none.</summary>
    public int Of(int count) => Math.Min(count, Number ?? Math.Max(1, (int)Math.Floor(count * Share!.Value + 1e-9)));

    /// <summary><c>shop-1</c>, <c>one of fronts</c>, <c>2 of fronts</c>, <c>50% of fronts</c>.</summary>
    public string Words(string target) => this == All ? target : Number is { } number
        ? $"{(number == 1 ? "one" : number.ToString(CultureInfo.InvariantCulture))} of {target}"
        : $"{(Share!.Value * 100).ToString("0.##", CultureInfo.InvariantCulture)}% of {target}";

    /// <summary>Draws: the same seed, fault and candidates give the same choice, whatever order they come in.</summary>
    public IReadOnlyList<Victim> From(IReadOnlyList<Victim> candidates, int seed, string fault)
    {
        var count = Of(candidates.Count);
        if (count >= candidates.Count) return candidates;
        return [.. candidates.OrderBy(victim => Seeds.For(seed, $"{fault}/{victim.Name}", 0).NextDouble()).ThenBy(victim => victim.Name, StringComparer.Ordinal).Take(count)];
    }
}
