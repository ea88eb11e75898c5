using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;

namespace Harness.Reports.Targets;

/// <summary>A line of the targets' charts: an instance, or several added up.</summary>
/// <param name="Ink">The same in every chart.</param>
/// <param name="Name">The instance's.</param>
/// <param name="Of">What it is of.</param>
internal sealed record TargetLine(Ink Ink, string Name, IReadOnlyList<TargetTotals> Of);

/// <summary>A chart of them.</summary>
/// <param name="Measure">What it shows.</param>
/// <param name="Values">Of each line over the columns of the axis; NaN where nothing was measured.</param>
internal sealed record TargetChart(TargetMeasure Measure, IReadOnlyList<double[]> Values);

/// <summary>What the targets used over a time axis: a line for each of the busiest instances, and one for all others together.</summary>
internal sealed class TargetLines
{
    /// <summary>More lines could be told apart by nobody; the table has all instances.</summary>
    public const int Most = 8;

    private readonly TimeAxis axis;

    public TargetLines(RunFold run, TimeAxis axis)
    {
        this.axis = axis;
        var cores = Math.Max(1, run.Start?.Environment.Cores ?? 0);
        // Busy is who comes nearest to what it may use: its limit, or the machine.
        All = [.. run.Series.Targets.Instances.Select(series => new TargetTotals(series))
            .OrderByDescending(one => one.CpuPeak?.Cpu / (one.Series.CpuLimit ?? cores)).ThenBy(NameOf, StringComparer.Ordinal)];
        Lines = [.. All.Take(Most).Select((one, i) => new TargetLine(Ink.Use1 + i, NameOf(one), [one])), .. Rest([.. All.Skip(Most)])];
        Panels = [.. TargetMeasure.Of([.. All.Select(one => one.Series)]).Select(measure => new TargetChart(measure, [.. Lines.Select(line => Values(line, measure))]))];
    }

    /// <summary>Every instance, the busiest first.</summary>
    public IReadOnlyList<TargetTotals> All { get; }

    /// <summary>The lines, the busiest first.</summary>
    public IReadOnlyList<TargetLine> Lines { get; }

    /// <summary>The charts; none where nobody looked.</summary>
    public IReadOnlyList<TargetChart> Panels { get; }

    /// <summary>The name of an instance; two targets may have instances of the same name.</summary>
    public string NameOf(TargetTotals one) =>
        All?.Count(other => other.Series.Instance == one.Series.Instance) > 1 ? $"{one.Series.Target}/{one.Series.Instance}" : one.Series.Instance;

    private static IEnumerable<TargetLine> Rest(IReadOnlyList<TargetTotals> rest) =>
        rest.Count == 0 ? [] : [new TargetLine(Ink.UseRest, rest.Count == 1 ? "1 other" : $"{rest.Count} others", rest)];

    private double[] Values(TargetLine line, TargetMeasure measure)
    {
        var seconds = Enumerable.Repeat(double.NaN, axis.Width * axis.Count).ToArray();
        foreach (var point in line.Of.SelectMany(one => one.Series.Points))
        {
            var (i, value) = (point.Second - axis.From, measure.Read(point));
            if (i < 0 || i >= seconds.Length || !double.IsFinite(value)) continue;
            seconds[i] = double.IsNaN(seconds[i]) ? value : seconds[i] + value;
        }
        return [.. seconds.Chunk(axis.Width).Select(column => Column(column.Where(double.IsFinite).ToList(), measure.IsLevel))];
    }

    private static double Column(List<double> known, bool isLevel) => known.Count == 0 ? double.NaN : isLevel ? known.Max() : known.Average();
}
