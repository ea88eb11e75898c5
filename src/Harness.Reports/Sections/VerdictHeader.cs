using System.Globalization;
using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The first screen: the verdict, why, and the four golden signals.</summary>
internal static class VerdictHeader
{
    private const int MostReasons = 6;

    public static Html Draw(Facts facts)
    {
        var verdict = facts.Judgement.Verdict;
        var reasons = Folded(facts.Judgement);
        var more = reasons.Count - MostReasons;
        var description = facts.Plan.Description is { } text ? (Html)$"""<p class="ds">{text}</p>""" : Html.None;
        var rest = more > 0 ? (Html)$"""<li class="more">and {more} more, in the sections marked in the contents.</li>""" : Html.None;
        return $"""

            <header class="vd {Mark.Class(verdict.Outcome)}" id="verdict"><h1>{Mark.Silent(verdict.Outcome)}<span class="w">{verdict.Outcome.ToString()}</span> <span class="nm">{facts.Plan.Name}</span></h1>{description}<ul class="rs">{reasons.Take(MostReasons).Select(Line)}{rest}</ul>
            <dl class="mt">{Meta(facts)}</dl>{Signals(facts)}</header>
            """;
    }

    /// <summary>Thresholds that failed, where there are several, are one reason, which names the worst: they must not push the others off the first screen.</summary>
    private static IReadOnlyList<Reason> Folded(Judgement judgement)
    {
        static string Subject(ThresholdResult result) => $"{result.Threshold.Selector} {result.Threshold.Expression}:";
        var all = judgement.Verdict.Reasons;
        var failed = judgement.Thresholds.Where(result => !result.Met).ToList();
        var each = all.Where(reason => reason.Section == "thresholds" && failed.Exists(result => reason.Subject == Subject(result))).ToList();
        if (each.Count < 2) return all;
        var worst = failed.MaxBy(result => double.IsNaN(result.MarginShare) ? double.NegativeInfinity : result.MarginShare)!;
        var named = each.Find(reason => reason.Subject == Subject(worst)) ?? each[0];
        var folded = named with { Subject = $"{failed.Count} of {judgement.Thresholds.Count} thresholds failed.", Text = $" The worst: {named}" };
        return [.. all.Where(reason => ReferenceEquals(reason, each[0]) || !each.Contains(reason)).Select(reason => ReferenceEquals(reason, each[0]) ? folded : reason)];
    }

    private static Html Line(Reason reason)
    {
        // A subject that ends in a colon reads on in the text; the link is the subject.
        var subject = SectionList.All.Any(s => s.Id == reason.Section) ? (Html)$"""<a href="#{reason.Section}">{reason.Subject}</a>""" : (Html)$"""<b>{reason.Subject}</b>""";
        return $"""<li>{Mark.Of(reason.Outcome)}<span>{subject}{reason.Text}</span></li>""";
    }

    private static IEnumerable<Html> Meta(Facts facts)
    {
        var run = facts.Run;
        yield return Item("Exit code", $"{(int)facts.Judgement.Verdict.ExitCode}");
        if (run.Start?.Wall is { } wall) yield return Item("Started", $"{wall.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC");
        var warmUp = facts.Plan.WarmUp > TimeSpan.Zero ? $" after {Numbers.Length(facts.Plan.WarmUp)} warm-up" : "";
        var planned = facts.EndedEarly ? $" of {Numbers.Length(facts.Plan.Duration)} planned" : "";
        yield return Item("Duration", $"{Numbers.Length(run.Elapsed)}<small>{planned}{warmUp}</small>");
        if (run.Start?.Files.FirstOrDefault(f => f.Role == "scenario") is { } scenario) yield return Item("Scenario", $"{scenario.Path}");
        if (run.Start?.Commit is { } commit) yield return Item("Commit", $"<code>{commit}</code>");
        if (run.Start is { WithFaults: false }) yield return Item("Faults", $"none: a rehearsal");
    }

    private static Html Signals(Facts facts)
    {
        if (!facts.HasRequests) return Html.None;
        var all = facts.All;
        var vus = facts.Run.Totals.Load.VUs.Max;
        var elapsed = Math.Max(facts.Run.Elapsed.TotalSeconds, 1);
        var of = facts.Plan.IsOpen ? $"of {Numbers.Count(facts.Plan.Loads.Sum(load => load.MaxVUs))} VUs" : "VUs";
        var cpu = facts.Judgement.Validity.FirstOrDefault(m => m.Name == "generator CPU")?.Number ?? double.NaN;
        return $"""
            <dl class="gs">{Item("Traffic", $"{Numbers.Count(all.Requests)}<small> requests, {Numbers.Rate(all.Requests / elapsed)}</small>")}{Item("Latency p95", $"{Numbers.MsNumber(all.ResponseTime.Percentile(95))}<small> ms, p99 {Numbers.Ms(all.ResponseTime.Percentile(99))}</small>")}{Item("Errors", $"{Numbers.Percent((double)all.RequestsFailed / all.Requests)}<small> {Words.Requests(all.RequestsFailed)}</small>")}{Item("Saturation", $"{Numbers.Count((long)vus)}<small> {of}, CPU {Numbers.Percent(cpu)}</small>")}</dl>
            """;
    }

    private static Html Item(string term, Html text) => $"<div><dt>{term}</dt><dd>{text}</dd></div>";
}
