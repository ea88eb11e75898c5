using System.Security.Cryptography;
using System.Text;
using Harness.Checks;
using Harness.Reports.Markup;
using Harness.Reports.Sections;

namespace Harness.Reports;

/// <summary>
/// report.html: one file that makes no requests, and says all it has to say without its script. Everything of the scenario and of targets is
/// encoded; a content security policy that knows only our own script stands behind that.
/// </summary>
public sealed class HtmlReport : IReport
{
    private static readonly Lazy<string> Style = new(() => Resource.Read("report.css"));
    private static readonly Lazy<string> Script = new(() => Resource.Read("report.js"));

    /// <inheritdoc/>
    public string Format => "html";

    /// <inheritdoc/>
    public string FileName => "report.html";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        using var writer = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        writer.Write(Page(new Facts(run, judgement)).ToString());
    }

    private static Html Page(Facts facts) => $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src 'sha256-{Html.Trusted(Hash(Script.Value))}'">
        <title>{facts.Plan.Name} · {facts.Judgement.Verdict.Outcome.ToString().ToLowerInvariant()} · {facts.Run.Start?.Run ?? "run report"}</title>
        <style>{Html.Trusted(Style.Value)}</style></head>
        <body>{Mark.Symbols}<div class="run">{Contents(facts)}<main>{VerdictHeader.Draw(facts)}{SectionList.All.Select(section => section.Of(facts))}
        <footer>harness {facts.Run.Start?.Environment.Harness} · times are response times counted from when a request was due, unless a heading says otherwise · percentiles are nearest-rank, merged, never averaged</footer></main></div>
        <script>{Html.Trusted(Script.Value)}</script></body></html>

        """;

    private static Html Contents(Facts facts)
    {
        var wrong = facts.Judgement.Verdict.Reasons.Where(r => r.Outcome != Outcome.Pass).ToLookup(r => r.Section, r => r.Outcome);
        Html Item(string id, string name, IEnumerable<Outcome> found)
        {
            var mark = found.Select(outcome => Mark.Of(outcome, outcome == Outcome.Fail ? "failed here" : "invalid because of this")).Take(1);
            return $"""<li><a href="#{id}">{name}</a>{mark}</li>""";
        }
        var verdict = facts.Judgement.Verdict.Outcome;
        return $"""<nav class="toc" aria-label="Contents"><ol>{Item("verdict", "Verdict", verdict == Outcome.Pass ? [] : [verdict])}{SectionList.All.Select(s => Item(s.Id, s.Name, wrong[s.Id]))}</ol></nav>""";
    }

    internal static string Hash(string script) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
}
