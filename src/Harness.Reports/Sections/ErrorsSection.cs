using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>What went wrong: outcomes that count as failed, checks that did not hold, and the messages behind them.</summary>
internal static class ErrorsSection
{
    private const int MostRows = 40;

    public static SectionText Draw(Facts facts)
    {
        if (!facts.HasRequests && facts.All.Steps == 0) return new($"{(facts.WasLoaded ? "No request was counted after the warm-up, so none failed." : Words.NothingSent + " Nothing could fail.")}", Html.None);
        var kinds = ErrorRow.Kinds(facts);
        var messages = ErrorRow.Messages(facts);
        if (kinds.Count + messages.Count == 0) return new($"No request failed, and every check held.", Html.None);
        var details = messages.Count == 0 ? Html.None : (Html)$"""<h3>Messages</h3><p class="note">One for each step that failed, be it for its request, a check or a missing variable; the share is of the steps done.</p>{Table(facts, messages, "Message", "Table of error messages", hasTimes: true)}""";
        return new($"{Finding(facts)}", $"{(kinds.Count == 0 ? Html.None : Kinds(facts, kinds))}{details}");
    }

    private static Html Kinds(Facts facts, IReadOnlyList<ErrorRow> kinds) =>
        $"""<h3>Requests and checks</h3><p class="note">Requests by what came of them, and checks that did not hold: a request can count in both. The share is of the step's requests, or of the check's answers.</p>{Table(facts, kinds, "Kind", "Table of errors", hasTimes: false)}""";

    private static string Finding(Facts facts)
    {
        var all = facts.All;
        var failed = all.RequestsFailed == 0 ? "No request failed" : $"{Numbers.Count(all.RequestsFailed)} of {Words.Requests(all.Requests)} failed ({Numbers.Percent((double)all.RequestsFailed / Math.Max(1, all.Requests))})";
        var checks = all.Checks.Values.Sum(c => c.Failed);
        var unsent = all.Steps - all.Requests;
        return failed + (checks > 0 ? $"; {Numbers.Count(checks)} checks did not hold" : "") + (unsent > 0 ? $"; {Numbers.Count(unsent)} steps could not be sent" : "") + ".";
    }

    private static Html Table(Facts facts, IReadOnlyList<ErrorRow> rows, string head, string label, bool hasTimes)
    {
        var times = hasTimes ? (Html)$"""<th scope="col" class="n">First seen</th><th scope="col" class="n">Last seen</th>""" : Html.None;
        var more = rows.Count > MostRows ? (Html)$"""<p class="note">{rows.Count - MostRows} more are in the journal.</p>""" : Html.None;
        return $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{label}"><table class="errs"><thead><tr><th scope="col">{head}</th><th scope="col">Step</th><th scope="col" class="n">Count</th><th scope="col" class="n">Share of step</th><th scope="col">Mostly in</th>{times}</tr></thead><tbody>{rows.Take(MostRows).Select(r => Row(facts, r))}</tbody></table></div>{more}
            """;
    }

    private static Html Row(Facts facts, ErrorRow row)
    {
        var sample = row.Seen?.Sample is { } text ? (Html)$"""<small>such as <code>{text}</code></small>""" : Html.None;
        var name = row.Seen is not null ? (Html)$"""<th scope="row" class="smp"><code>{row.Name}</code>{sample}</th>""" : (Html)$"""<th scope="row">{row.Name}</th>""";
        var times = row.Seen is { } seen ? (Html)$"""<td class="n">{Words.Clock(seen.First)}</td><td class="n">{Words.Clock(seen.Last)}</td>""" : Html.None;
        return $"""<tr>{name}<td>{row.Step}</td><td class="n">{Numbers.Count(row.Count)}</td><td class="n">{Numbers.Percent(row.Share)}</td><td>{Words.Phase(facts, row.Phase)}</td>{times}</tr>""";
    }
}
