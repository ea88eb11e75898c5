using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Markup;
using Harness.Reports.Sections;

namespace Harness.Reports.Targets;

/// <summary>What each instance used as a table, for those who read numbers or cannot see charts; those without a line of their own are in it.</summary>
internal static class TargetTable
{
    private static readonly (string Name, Func<TargetTotals, string> Show)[] Always =
    [
        ("CPU mean, cores", one => Numbers.Digits(one.CpuAverage)),
        ("highest", one => Numbers.Digits(one.CpuPeak?.Cpu ?? double.NaN)),
        ("at", one => one.CpuPeak is { } peak ? Words.Clock(peak.Second) : Numbers.None),
        ("limit", one => Limit(one.Series.CpuLimit)),
        ("memory mean, MiB", one => MiB(one.MemoryAverage)),
        ("highest", one => MiB(one.MemoryPeak?.Memory ?? double.NaN)),
        ("at", one => one.MemoryPeak is { } peak ? Words.Clock(peak.Second) : Numbers.None),
        ("limit", one => Limit(one.Series.MemoryLimit / TargetMeasure.MebiByte)),
    ];

    private static readonly (string Name, Func<TargetTotals, double> Read)[] Flows =
        [("received, MiB", one => one.Received), ("sent, MiB", one => one.Sent), ("read, MiB", one => one.Read), ("written, MiB", one => one.Written)];

    public static Html Draw(Facts facts)
    {
        var all = facts.Targets.All;
        if (all.Count == 0) return Html.None;
        List<(string Name, Func<TargetTotals, string> Show)> columns =
        [
            .. Always,
            .. Flows.Where(flow => all.Any(one => flow.Read(one) > 0)).Select(flow => (flow.Name, (Func<TargetTotals, string>)(one => MiB(flow.Read(one))))),
            .. all.Any(one => one.Stopped > 0) ? [("not running, s", (Func<TargetTotals, string>)(one => Numbers.Count(one.Stopped)))] : Array.Empty<(string, Func<TargetTotals, string>)>(),
        ];
        return $"""

            <details class="tbl"><summary>The targets as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Targets as a table"><table class="uses"><thead><tr><th scope="col">target</th>{columns.Select(column => (Html)$"""<th scope="col" class="n">{column.Name}</th>""")}</tr></thead><tbody>{all.Select(one => Row(facts, one, columns))}</tbody></table></div><p class="note">After the warm-up. The highest is the mean of a second, and when it was.</p></details>
            """;
    }

    private static Html Row(Facts facts, TargetTotals one, IEnumerable<(string Name, Func<TargetTotals, string> Show)> columns) =>
        $"""<tr><th scope="row">{facts.Targets.NameOf(one)}</th>{columns.Select(column => (Html)$"""<td class="n">{column.Show(one)}</td>""")}</tr>""";

    private static string MiB(double bytes) => Numbers.Digits(bytes / TargetMeasure.MebiByte);

    private static string Limit(double? limit) => limit is { } most ? Numbers.Plain(most) : "none";
}
