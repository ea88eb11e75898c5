using System.Globalization;
using System.Text;
using Harness.Metrics;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>
/// Counts as a grid of cells, each twice as strong as the one before. One path for each strength, made of runs of cells: a picture embedded as
/// a bitmap could not follow the page's theme, and an element a cell would be thousands.
/// </summary>
internal sealed class HeatMap
{
    private const int Levels = 6;

    private readonly double[,] cells;
    private readonly double unit;

    /// <summary>The counts of an axis' columns: of all their seconds, so that the rare requests of a slow run keep their strength in wide columns.</summary>
    public HeatMap(LatencyMap map, TimeAxis axis)
    {
        var all = new double[axis.Count, LatencyMap.Bins];
        var (first, last) = (LatencyMap.Bins, -1);
        for (var column = 0; column < axis.Count; column++)
        {
            for (var second = axis.From + (column * axis.Width); second < axis.From + ((column + 1) * axis.Width); second++)
            {
                var bins = map.Of(second);
                for (var bin = 0; bin < bins.Length; bin++)
                {
                    if (bins[bin] == 0) continue;
                    all[column, bin] += bins[bin];
                    (first, last) = (Math.Min(first, bin), Math.Max(last, bin));
                }
            }
        }
        (cells, IsEmpty) = (all, last < 0);
        // Whole decades, so that the axis begins and ends at a label.
        First = IsEmpty ? 0 : first / LatencyMap.PerDecade * LatencyMap.PerDecade;
        Last = IsEmpty ? LatencyMap.PerDecade : ((last / LatencyMap.PerDecade) + 1) * LatencyMap.PerDecade;
        var highest = all.Cast<double>().Max();
        unit = Math.Max(1, Math.Pow(2, Math.Ceiling(Math.Log2(Math.Max(1, highest))) - Levels));
    }

    /// <summary>True where there is nothing to see.</summary>
    public bool IsEmpty { get; }

    /// <summary>The lowest bin shown.</summary>
    public int First { get; }

    /// <summary>The bin above the highest shown.</summary>
    public int Last { get; }

    /// <summary>What the strengths stand for: <c>1</c>, <c>2–3</c>, <c>4–7</c> … requests a column.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Levels).Select(level =>
    {
        var from = unit * Math.Pow(2, level);
        return level == Levels - 1 ? $"{Number(from)}+" : level == 0 && unit > 1 ? $"below {Number(from * 2)}" : from * 2 - 1 > from ? $"{Number(from)}–{Number((from * 2) - 1)}" : Number(from);
    });

    /// <summary>The paths, one a strength, in a box of one unit a cell; the highest time is on top.</summary>
    public IEnumerable<Html> Paths()
    {
        var paths = Enumerable.Range(0, Levels).Select(_ => new StringBuilder()).ToArray();
        for (var bin = First; bin < Last; bin++)
        {
            for (var column = 0; column < cells.GetLength(0);)
            {
                var level = Level(cells[column, bin]);
                var from = column;
                while (column < cells.GetLength(0) && Level(cells[column, bin]) == level) column++;
                if (level >= 0) paths[level].Append(CultureInfo.InvariantCulture, $"M{from} {Last - 1 - bin}h{column - from}v1h-{column - from}z");
            }
        }
        return paths.Select((path, level) => Html.Trusted($"<path class=\"h{level + 1}\" d=\"{path}\"/>"));
    }

    private int Level(double count) => count <= 0 ? -1 : Math.Clamp((int)Math.Floor(Math.Log2(count / unit)), 0, Levels - 1);

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
