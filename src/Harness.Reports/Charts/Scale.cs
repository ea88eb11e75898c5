using System.Globalization;
using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>A vertical axis: its limits as drawn, and its ticks with their labels.</summary>
/// <param name="Min">The lower end; a power of ten where the axis is logarithmic.</param>
/// <param name="Max">The upper end.</param>
/// <param name="IsLog">True where it is logarithmic: values are drawn at <c>log10(value)</c>.</param>
/// <param name="Ticks">Position (as drawn) and label.</param>
internal sealed record Scale(double Min, double Max, bool IsLog, IReadOnlyList<(double At, string Label)> Ticks)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>From 0 to a round number at or above the highest value, in two to five steps.</summary>
    public static Scale Linear(double highest)
    {
        // A line that runs along the upper edge would be cut in half.
        highest = double.IsFinite(highest) && highest > 0 ? highest * 1.04 : 1;
        var size = Math.Pow(10, Math.Floor(Math.Log10(highest / 2)));
        var step = size * Steps.First(s => Math.Ceiling(highest / (s * size)) <= 4 && (highest < 4 || s * size % 1 == 0));
        step = highest < 4 ? Math.Max(1, Math.Ceiling(step)) : step;
        var count = (int)Math.Ceiling(highest / step);
        return new(0, count * step, false, [.. Enumerable.Range(0, count + 1).Select(i => (i * step, Numbers.Count(i * step)))]);
    }

    /// <summary>The same for what is no count: its ticks may have decimals.</summary>
    public static Scale Real(double highest)
    {
        highest = double.IsFinite(highest) && highest > 0 ? highest * 1.04 : 1;
        var size = Math.Pow(10, Math.Floor(Math.Log10(highest / 2)));
        var step = size * Steps.First(s => Math.Ceiling(highest / (s * size)) <= 4);
        var count = (int)Math.Ceiling(highest / step);
        return new(0, count * step, false, [.. Enumerable.Range(0, count + 1).Select(i => (i * step, (i * step).ToString("#,0.###", CultureInfo.InvariantCulture)))]);
    }

    /// <summary>1, 3, 10, 30 … from the lowest value to the highest; the margin is room under the lowest tick, in decades.</summary>
    public static Scale Log(double lowest, double highest, double margin)
    {
        if (!double.IsFinite(lowest) || !double.IsFinite(highest) || lowest <= 0) (lowest, highest) = (1, 1000);
        var first = Tick(k => Value(k) <= lowest, from: 40, by: -1);
        var last = Math.Max(first + 2, Tick(k => Value(k) >= highest, from: first, by: 1));
        var ticks = Enumerable.Range(first, last - first + 1).Select(k => (Math.Log10(Value(k)), Label(Value(k)))).ToList();
        return new(ticks[0].Item1 - margin, ticks[^1].Item1, true, ticks);
    }

    /// <summary>Where a value is drawn.</summary>
    public double At(double value) => IsLog ? Math.Log10(Math.Max(value, 1e-3)) : value;

    /// <summary>Where a value stands, 0 to 100 from below.</summary>
    public double Percent(double value) => Math.Clamp((At(value) - Min) / (Max - Min) * 100, 0, 100);

    /// <summary>The labels on the left.</summary>
    public IEnumerable<Html> Labels() =>
        Ticks.Select(t => (Html)$"""<span class="yl" style="bottom:{(t.At - Min) / (Max - Min) * 100}%">{t.Label}</span>""");

    private static double Value(int k) => Math.Pow(10, Math.Floor(k / 2.0)) * (k % 2 == 0 ? 1 : 3);

    private static string Label(double value) => value < 1 ? value.ToString("0.###", CultureInfo.InvariantCulture) : Numbers.Count(value);

    private static int Tick(Func<int, bool> reached, int from, int by)
    {
        const int lowest = -6, highest = 14;
        var k = Math.Clamp(from, lowest, highest);
        while (!reached(k) && k + by is >= lowest and <= highest) k += by;
        return k;
    }
}
