using System.Globalization;
using System.Text;
using Harness.Checks;

namespace Harness.Reports;

/// <summary>summary.md: the run on a job's page: the verdict, why, and the tables that people ask for next.</summary>
public sealed class MarkdownReport : IReport
{
    private const int MostReasons = 6, MostSteps = 30;

    /// <inheritdoc/>
    public string Format => "md";

    /// <inheritdoc/>
    public string FileName => "summary.md";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        var text = new StringBuilder();
        Head(text, run, judgement);
        Table(text, "Thresholds", ["", "threshold", "measured"], [.. Finding.Of(run, judgement).Where(f => f.Group == "thresholds").Select(f => (string[])[Mark(f), Code(f.Name), Text(f.Text)])]);
        Faults(text, run, judgement);
        Steps(text, run);
        Rest(text, run, judgement);
        to.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Head(StringBuilder text, RunFold run, Judgement judgement)
    {
        var verdict = judgement.Verdict;
        var all = run.Totals.Select(_ => true);
        var share = all.Requests == 0 ? double.NaN : (double)all.RequestsFailed / all.Requests;
        Line(text, $"## {Mark(verdict.Outcome)} {verdict.Outcome.ToString()}: {Text(run.Plan.Name)}");
        Line(text, $"{Numbers.Length(run.Elapsed)}, {Numbers.Count(all.Requests)} requests, {Text(Numbers.Percent(share))} failed, p95 {Numbers.Ms(all.ResponseTime.Percentile(95))}, exit code {(int)verdict.ExitCode}");
        if (run.Start is { WithFaults: false }) Line(text, "Rehearsal: no fault was injected.");
        Line(text, string.Concat(verdict.Reasons.Take(MostReasons).Select(reason => $"* {Mark(reason.Outcome)} **{Text(reason.Subject)}**{Text(reason.Text)}\n"))
            + (verdict.Reasons.Count > MostReasons ? $"* and {verdict.Reasons.Count - MostReasons} more in the report\n" : ""));
    }

    private static void Faults(StringBuilder text, RunFold run, Judgement judgement)
    {
        var findings = Finding.Of(run, judgement).Where(f => f.Group == "faults");
        Table(text, "Faults", ["", "fault", "what", "from", "until", "steady state lost after", "outcome"],
        [
            .. run.Faults.Zip(findings, (story, finding) => (string[])
            [
                Mark(finding), Text($"{story.Fault.Letter} {story.Fault.Name}"), Text(story.Fault.Action.Description), Clock(story.ActiveAt), Clock(story.HealedAt),
                story.TimeToDetect is { } detected ? Numbers.Seconds(detected) : Numbers.None, Text(finding.Text),
            ]),
        ]);
    }

    private static void Steps(StringBuilder text, RunFold run)
    {
        var steps = run.Plan.Requests.Take(MostSteps).Select(step => (step.Name, Totals: run.Totals.Select(step.Name, _ => true))).ToList();
        var more = run.Plan.Requests.Count() - steps.Count;
        Table(text, "Steps", ["step", "requests", "failed", "p50", "p95", "p99", "max"],
        [
            .. steps.Select(step => (string[])
            [
                Text(step.Name), Numbers.Count(step.Totals.Requests), Text(Numbers.Percent(step.Totals.Requests == 0 ? double.NaN : (double)step.Totals.RequestsFailed / step.Totals.Requests)),
                .. ((double[])[50, 95, 99, 100]).Select(percentile => Numbers.Ms(step.Totals.ResponseTime.Percentile(percentile))),
            ]),
        ]);
        if (more > 0) Line(text, $"and {more} more steps in the report");
    }

    private static void Rest(StringBuilder text, RunFold run, Judgement judgement)
    {
        text.Append("<details><summary>Steady state, validity, and how to run it again</summary>\n\n");
        foreach (var (group, head) in ((string, string)[])[("hypothesis", "Steady state"), ("stop", "Stop conditions"), ("validity", "Validity")])
            Table(text, head, ["", "what", "outcome"], [.. Finding.Of(run, judgement).Where(f => f.Group == group).Select(f => (string[])[Mark(f), Text(f.Name), Text(f.Text)])]);
        if (run.Start is { } start)
        {
            Line(text, $"Run {Code(start.Run)}, seed {start.Seed.ToString(CultureInfo.InvariantCulture)}{(start.Commit is { } commit ? $", commit {Code(commit)}" : "")}, {Text(start.Environment.OS)}, {start.Environment.Cores} cores, harness {Text(start.Environment.Harness)}");
            Line(text, $"<pre>{Entities(start.Command)}</pre>");
        }
        Line(text, "</details>");
    }

    private static void Table(StringBuilder text, string title, string[] head, IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"### {title}\n\n| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => "---|"))}\n");
        foreach (var row in rows) text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        text.Append('\n');
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    private static string Mark(Finding finding) => finding.Outcome switch { FindingOutcome.Holds => "✅", FindingOutcome.Fails => "❌", FindingOutcome.Doubtful => "⚠️", _ => "➖" };

    private static string Mark(Outcome outcome) => outcome switch { Outcome.Pass => "✅", Outcome.Fail => "❌", _ => "⚠️" };

    private static string Clock(TimeSpan? at) => at is { } time ? Numbers.Clock(time) : Numbers.None;

    /// <summary>An element and no backquotes: it may stand in a table, and what is in it is Markdown still.</summary>
    private static string Code(string text) => $"<code>{Text(text)}</code>";

    /// <summary>Text as text: what has a meaning in Markdown, in a table or in HTML loses it, and a line stays a line. Entities come last: a # of theirs is none of Markdown's.</summary>
    private static string Text(string text) => Entities(string.Concat(text.Select(c => "\\`*_[]#~!|".Contains(c) ? $"\\{c}" : c.ToString())));

    private static string Entities(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .ReplaceLineEndings(" ").Replace('\n', ' ');
}
