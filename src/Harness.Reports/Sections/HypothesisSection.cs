using Harness.Checks;
using Harness.Plans;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Each tolerance before, during and after the faults, with its worst value; then the stop conditions.</summary>
internal static class HypothesisSection
{
    public static SectionText Draw(Facts facts)
    {
        var text = Hypothesis(facts);
        return text with { Body = $"{text.Body}{StopConditionTable.Draw(facts)}" };
    }

    private static SectionText Hypothesis(Facts facts)
    {
        if (facts.Run.Hypothesis is not { } fold) return new($"The scenario states no hypothesis, so the steady state was not looked at.", Html.None);
        var title = fold.Hypothesis.Title is { } text ? (Html)$"<q>{text.TrimEnd('.')}.</q> " : Html.None;
        if (!facts.WasLoaded) return new($"{title}{Words.NothingSent} It was not tried.", Html.None);
        var columns = HypothesisColumn.Of(facts, fold);
        return new($"{title}{Finding(facts, fold)}", $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Table of the hypothesis"><table class="stack hy"><thead><tr><th scope="col">Tolerance</th>{columns.Select(c => c.Head())}</tr></thead><tbody>{fold.Hypothesis.SteadyState.Select(probe => Row(fold, probe, columns))}</tbody>{RecoveryRows.Draw(facts, fold, columns)}</table></div>
            """);
    }

    private static string Finding(Facts facts, HypothesisFold fold)
    {
        var broken = facts.Injected.Where(f => fold.Hypothesis.SteadyState.Any(p => !fold.Record(p.Name, f.Fault.Name).Held)).Select(f => f.Fault).ToList();
        var names = Words.List([.. broken.Select(f => f.Name)]);
        return facts.Judgement.HypothesisHeld switch
        {
            true when broken.Count > 0 => $"It held; the tolerances that broke during {names} may break there.",
            true when facts.Injected.Count == 0 => "It held throughout; no fault was injected.",
            true => $"It held before, during and after {(facts.Injected.Count == 1 ? facts.Injected[0].Fault.Name : Words.List([.. facts.Injected.Select(f => f.Fault.Name)]))}.",
            false when broken.Count > 0 => $"It deviated during {names}.",
            false => "It did not hold: see the reasons above.",
            null => "The run ended before it was decided.",
        };
    }

    private static Html Row(HypothesisFold fold, Probe probe, IReadOnlyList<HypothesisColumn> columns) =>
        $"""<tr><th scope="row">{probe.Name}<small>{Tolerance(probe)}</small></th>{columns.Select(c => Cell(c, probe, fold.Record(probe.Name, c.Part)))}</tr>""";

    private static Html Cell(HypothesisColumn column, Probe probe, ProbeRecord record)
    {
        if (record is not { Evaluated: > 0, Worst: { } worst }) return column.Empty();
        var mark = !record.Held && column.Story?.Fault.ToleratedDuring == true ? Mark.Caution("broken, and tolerated here") : Mark.Of(record.Held);
        return $"""<td data-l="{column.Label}">{mark}<span class="v">{Value(probe, record, worst)}</span></td>""";
    }

    private static string Value(Probe probe, ProbeRecord record, ProbeState worst) => probe switch
    {
        MetricProbe when double.IsNaN(worst.Number) => "no data",
        MetricProbe metric => Numbers.Of(metric.Selector.Metric, metric.Expect, worst.Number),
        _ => $"{Numbers.Count(record.Met)} of {Numbers.Count(record.Evaluated)}",
    };

    private static string Tolerance(Probe probe) => probe switch
    {
        HttpProbe http => $"GET {http.Path} is {string.Join(" or ", http.Statuses)}, every {HttpProbe.Interval.TotalSeconds:0} s",
        MetricProbe metric => $"{metric.Selector} {metric.Expect.Left} {metric.Expect.Comparison.Sign()} {Numbers.Of(metric.Selector.Metric, metric.Expect, metric.Expect.Limit)}, worst {Numbers.Length(metric.Window)}",
        _ => "",
    };
}
