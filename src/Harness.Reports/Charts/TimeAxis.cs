using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>The axis that all charts over time share: whole seconds from t = 0, cut into columns of equal width.</summary>
/// <param name="From">Its first second; negative where there was a warm-up.</param>
/// <param name="Width">Seconds of a column: 1 in runs of up to <see cref="MaxColumns"/> seconds.</param>
/// <param name="Count">Columns, at least one.</param>
internal sealed record TimeAxis(int From, int Width, int Count)
{
    /// <summary>More points than this can be seen by nobody, and a run of a day must not make a file of a day.</summary>
    public const int MaxColumns = 600;

    private static readonly int[] Steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];

    /// <summary>Its end.</summary>
    public int To => From + Width * Count;

    /// <summary>The axis from a second to another, with as few seconds a column as the bound allows.</summary>
    public static TimeAxis Between(int from, int to)
    {
        var seconds = Math.Max(1, to - from);
        var width = (seconds + MaxColumns - 1) / MaxColumns;
        return new(from, width, (seconds + width - 1) / width);
    }

    /// <summary>Where a time stands, 0 to 100.</summary>
    public double Percent(double seconds) => Math.Clamp((seconds - From) * 100.0 / (To - From), 0, 100);

    /// <summary>The middle of a column.</summary>
    public double Middle(int column) => From + (column + 0.5) * Width;

    /// <summary>The labels under the lowest chart.</summary>
    public Html Labels()
    {
        var step = Steps.FirstOrDefault(s => (To - From) / s <= 11, Steps[^1]);
        var first = (int)Math.Ceiling((double)From / step) * step;
        var labels = Enumerable.Range(0, (To - first) / step + 1).Select(i => (Second: first + i * step, Odd: i % 2 == (first / step % 2 == 0 ? 1 : 0)));
        return $"""<div class="xt" aria-hidden="true">{labels.Select(l => (Html)$"""<span class="{(l.Odd ? "odd" : "even")}" style="left:{Percent(l.Second)}%">{Numbers.Clock(TimeSpan.FromSeconds(l.Second))}</span>""")}</div>""";
    }
}
