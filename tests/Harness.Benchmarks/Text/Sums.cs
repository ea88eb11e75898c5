namespace Harness.Benchmarks.Text;

/// <summary>Medians of a few rounds.</summary>
internal static class Sums
{
    /// <summary>The middle one, or the mean of the two in the middle; NaN of none.</summary>
    public static double Median(this IEnumerable<double> numbers)
    {
        var sorted = numbers.Where(number => !double.IsNaN(number)).Order().ToArray();
        if (sorted.Length == 0) return double.NaN;
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
