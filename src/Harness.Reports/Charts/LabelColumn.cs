namespace Harness.Reports.Charts;

/// <summary>Labels one above the other beside a chart, at percent positions: who would stand on another moves up, and down again at the top.</summary>
internal static class LabelColumn
{
    /// <summary>Where they stand, in the order given.</summary>
    /// <param name="wanted">Where they would like to, from below, in ascending order.</param>
    /// <param name="apart">The least distance of two.</param>
    public static double[] Spread(IReadOnlyList<double> wanted, double apart)
    {
        var at = wanted.ToArray();
        for (var i = 1; i < at.Length; i++) at[i] = Math.Max(at[i], at[i - 1] + apart);
        for (var i = at.Length - 1; i >= 0; i--) at[i] = Math.Min(at[i], i == at.Length - 1 ? 100 : at[i + 1] - apart);
        return at;
    }
}
