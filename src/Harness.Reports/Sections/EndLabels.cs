using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The names of the lines at their right ends, kept apart where the lines meet.</summary>
internal static class EndLabels
{
    private const double Apart = 7;

    public static IEnumerable<Html> Of(Scale scale, Percentiles lines, IReadOnlyList<LimitLine> limits)
    {
        var ends = new List<(string Class, string Text, double At)>();
        void Add(string cls, string text, double value)
        {
            if (double.IsFinite(value)) ends.Add((cls, text, scale.Percent(value)));
        }
        Add("t50", "p50", lines.P50.LastOrDefault(double.IsFinite, double.NaN));
        Add("t95", "p95", lines.P95.LastOrDefault(double.IsFinite, double.NaN));
        Add("t99", "p99", lines.P99.LastOrDefault(double.IsFinite, double.NaN));
        foreach (var limit in limits.Where(l => l.Note.Length == 0)) Add("tlim", limit.Label, limit.Milliseconds);
        var at = double.NegativeInfinity;
        // p50 is never above p95, nor p95 above p99: a stable order keeps their names in it where they are equal.
        foreach (var end in ends.OrderBy(e => e.At))
        {
            at = Math.Max(end.At, at + Apart);
            yield return $"""<span class="el {end.Class}" style="bottom:{at}%">{end.Text}</span>""";
        }
    }
}
