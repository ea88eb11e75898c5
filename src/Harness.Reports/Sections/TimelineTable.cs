using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The timeline as a table, for those who read numbers or cannot see charts.</summary>
internal static class TimelineTable
{
    private static readonly int[] Steps = [1, 5, 10, 15, 30, 60, 300, 600, 1800, 3600, 14400];
    private const int MostRows = 40;

    public static Html Draw(Facts facts)
    {
        var seconds = facts.Axis.To - facts.Axis.From;
        var step = Steps.FirstOrDefault(s => seconds / s <= MostRows, Steps[^1]);
        var axis = new TimeAxis(facts.Axis.From, step, (seconds + step - 1) / step);
        var columns = new Columns(facts.Run.Series, axis);
        var times = columns.Of(Series.AllSteps);
        var planned = facts.Plan.IsOpen ? (Html)$"""<th scope="col" class="n">planned /s</th>""" : Html.None;
        return $"""
            <details class="tbl"><summary>The timeline as a table, every {step} s</summary><div class="scroll" tabindex="0" role="region" aria-label="Timeline as a table"><table><thead><tr><th scope="col">from</th><th scope="col">phase</th>{planned}<th scope="col" class="n">started /s</th><th scope="col" class="n">failed /s</th><th scope="col" class="n">p50 ms</th><th scope="col" class="n">p95 ms</th><th scope="col" class="n">p99 ms</th></tr></thead><tbody>{Enumerable.Range(0, axis.Count).Select(i => Row(facts, axis, columns, times, i))}</tbody></table></div><p class="note">All steps together. Rates are means, percentiles those of the worst second in the row.</p></details>
            """;
    }

    private static Html Row(Facts facts, TimeAxis axis, Columns columns, Percentiles times, int i)
    {
        var phase = facts.Phases.LastOrDefault(p => p.From <= axis.From + i * axis.Width + axis.Width / 2.0)?.Name ?? "";
        var planned = facts.Plan.IsOpen ? Cell(Rate(columns.Planned[i])) : Html.None;
        return $"""<tr><th scope="row">{Words.Clock(axis.From + i * axis.Width)}</th><td>{Words.Phase(facts, phase)}</td>{planned}{Cell(Rate(columns.Started[i]))}{Cell(Rate(columns.Failed[i]))}{Cell(Numbers.MsNumber(times.P50[i]))}{Cell(Numbers.MsNumber(times.P95[i]))}{Cell(Numbers.MsNumber(times.P99[i]))}</tr>""";
    }

    private static string Rate(double perSecond) => double.IsNaN(perSecond) ? Numbers.None : Numbers.Rate(perSecond)[..^2];

    private static Html Cell(string text) => $"""<td class="n">{text}</td>""";
}
