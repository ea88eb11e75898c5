using Harness.Checks;
using Harness.Reports.Sections;

namespace Harness.Reports.Targets;

/// <summary>A limit that one or several lines of a chart have.</summary>
/// <param name="Value">In the unit of the chart.</param>
/// <param name="Of">Whose it is, for people: <c>shop-1 and shop-2</c>, <c>6 targets</c>.</param>
internal sealed record TargetLimit(double Value, string Of)
{
    /// <summary>A limit that is this many times the most that was used would leave nothing to see of the lines: it is told, and not drawn.</summary>
    private const double Farthest = 3;

    private const int MostNames = 3;

    /// <summary>The limits of a chart, the lowest first.</summary>
    public static IReadOnlyList<TargetLimit> In(TargetLines targets, TargetMeasure measure) =>
        [.. targets.Lines.Where(line => line.Of.Count == 1)
            .Select(line => (line.Name, Limit: measure.Limit(line.Of[0].Series)))
            .Where(line => line.Limit is > 0)
            .GroupBy(line => line.Limit!.Value, line => line.Name)
            .OrderBy(limit => limit.Key)
            .Select(limit => new TargetLimit(limit.Key, limit.Count() > MostNames ? $"{limit.Count()} targets" : Words.List([.. limit])))];

    /// <summary>True where it is drawn beside lines whose highest is this.</summary>
    public bool IsDrawn(double highest) => Value <= highest * Farthest;

    /// <inheritdoc/>
    public override string ToString() => $"limit of {Of}: {Numbers.Plain(Value)}";
}
