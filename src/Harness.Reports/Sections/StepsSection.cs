using System.Globalization;
using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Each step over the whole run and phase by phase.</summary>
internal static class StepsSection
{
    private const int MostPhaseRows = 2000, MostLines = 200;

    public static SectionText Draw(Facts facts)
    {
        if (!facts.HasRequests) return new($"{(facts.WasLoaded ? "No request was counted after the warm-up." : Words.NothingSent)}", Html.None);
        var phases = Phases(facts);
        // A table of tens of thousands of rows is read by nobody; all numbers are in summary.json.
        var withoutPhases = phases.Count * facts.Steps.Count > MostPhaseRows;
        if (withoutPhases) phases = [];
        var rows = new List<Html>();
        if (facts.Steps.Count > 1) rows.Add(Row(facts, Series.AllSteps, null, facts.All, facts.Run.Elapsed.TotalSeconds));
        foreach (var step in facts.Steps)
        {
            rows.Add(Row(facts, step, null, facts.Sums.Of(step), facts.Run.Elapsed.TotalSeconds, hasLine: rows.Count < MostLines));
            if (phases.Count > 1) rows.AddRange(phases.Select(phase => Row(facts, step, phase, facts.Sums.Of(step, phase), facts.SecondsIn(phase))));
        }
        return new($"{Finding(facts)}", $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Table of steps, sortable"><table class="steps sortable"><thead><tr><th scope="col">Step</th><th scope="col">Phase</th><th scope="col" class="n">Count</th><th scope="col" class="n">Rate /s</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Failed %</th><th scope="col" class="n">p50 ms</th><th scope="col" class="n">p95 ms</th><th scope="col" class="n">p99 ms</th><th scope="col" class="n">Max ms</th><th scope="col" class="g nosort">p95 over time</th></tr></thead><tbody>{rows}</tbody></table></div>{Left(withoutPhases, facts.Steps.Count)}
            """);
    }

    /// <summary>What is not in the table.</summary>
    private static Html Left(bool withoutPhases, int steps)
    {
        var phases = withoutPhases ? $"Phases are left out, because they would make more than {Numbers.Count(MostPhaseRows)} rows; thresholds with a phase have their numbers in summary.json." : "";
        var lines = steps > MostLines ? $"Only the first {Numbers.Count(MostLines)} steps have a line over time." : "";
        var note = string.Join(' ', new[] { phases, lines }.Where(text => text.Length > 0));
        return note.Length == 0 ? Html.None : (Html)$"""<p class="note">{note}</p>""";
    }

    private static string Finding(Facts facts)
    {
        var slowest = facts.Steps.Select(step => (Step: step, P95: facts.Sums.Of(step).ResponseTime.Percentile(95))).Where(s => double.IsFinite(s.P95)).OrderByDescending(s => s.P95).ToList();
        var failing = facts.Steps.Select(step => (Step: step, facts.Sums.Of(step).RequestsFailed)).Where(s => s.RequestsFailed > 0).OrderByDescending(s => s.RequestsFailed).ToList();
        var failed = failing.Count switch
        {
            0 => facts.Steps.Count == 1 ? "it never failed" : "no step failed",
            1 => $"all {Words.Requests(failing[0].RequestsFailed)} that failed were of {failing[0].Step}",
            _ => $"{failing.Count} of {facts.Steps.Count} steps had failed requests, {failing[0].Step} the most ({Numbers.Count(failing[0].RequestsFailed)})",
        };
        if (slowest.Count == 0) return $"No step got an answer; {failed}.";
        return facts.Steps.Count == 1
            ? $"{slowest[0].Step} had a p95 of {Numbers.Ms(slowest[0].P95)}; {failed}."
            : $"The slowest step was {slowest[0].Step} with a p95 of {Numbers.Ms(slowest[0].P95)}; {failed}.";
    }

    /// <summary>The phases there are numbers of, as they came.</summary>
    private static List<string> Phases(Facts facts)
    {
        var keys = facts.Run.Totals.Keys.Select(key => key.Phase).Distinct().ToList();
        var order = facts.Phases.Select(p => p.Name).Distinct().ToList();
        return [.. keys.OrderBy(key => key == FrameKey.After ? int.MaxValue : order.IndexOf(key) is >= 0 and var at ? at : int.MaxValue - 1)];
    }

    private static Html Row(Facts facts, string step, string? phase, StepTotals totals, double seconds, bool hasLine = true)
    {
        var share = totals.Requests == 0 ? double.NaN : (double)totals.RequestsFailed / totals.Requests;
        var times = totals.ResponseTime;
        var er = totals.RequestsFailed > 0 ? " er" : "";
        var line = phase is null && hasLine ? Sparkline.Draw(facts.Axis, facts.Columns.Of(step).P95, facts.Injected.Select(facts.Span)) : Html.None;
        Html Time(double percentile) => Cell("", times.Percentile(percentile), Numbers.MsNumber(times.Percentile(percentile)));
        return $"""<tr class="{(phase is null ? "tot" : "ph")}"><th scope="row">{step}</th><td>{(phase is null ? (Html)$"all" : Words.Phase(facts, phase))}</td>{Cell("", totals.Requests, Numbers.Count(totals.Requests))}{Cell("", totals.Requests / Math.Max(seconds, 1), seconds > 0 ? Numbers.Rate(totals.Requests / Math.Max(seconds, 1))[..^2] : Numbers.None)}{Cell(er, totals.RequestsFailed, Numbers.Count(totals.RequestsFailed))}{Cell(er, share, Numbers.Percent(share))}{Time(50)}{Time(95)}{Time(99)}{Time(100)}<td class="g">{line}</td></tr>""";
    }

    private static Html Cell(string cls, double value, string text) =>
        double.IsNaN(value) ? (Html)$"""<td class="n{cls}">{text}</td>""" : (Html)$"""<td class="n{cls}" data-v="{value.ToString("0.#####", CultureInfo.InvariantCulture)}">{text}</td>""";
}
