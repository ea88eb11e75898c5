using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>How soon a fault was noticed, how soon it was over, and, not judged, when things looked as before.</summary>
internal static class RecoveryRows
{
    public static Html Draw(Facts facts, HypothesisFold fold, IReadOnlyList<HypothesisColumn> columns)
    {
        if (facts.Injected.Count == 0) return Html.None;
        return $"""
            <tbody class="t2">{Row("time to detect", "from active to the first window out of tolerance", columns, Detect)}{Row("time to recover", $"healed to all tolerances held, within {Numbers.Length(fold.Hypothesis.RecoverWithin)}", columns, story => Recover(story, fold))}{Row("back near the baseline", "p95 and errors of each second; shown, not judged", columns, story => Near(facts, story))}</tbody>
            """;
    }

    private static Html Row(string name, string note, IReadOnlyList<HypothesisColumn> columns, Func<FaultStory, Html> cell) =>
        $"""<tr><th scope="row">{name}<small>{note}</small></th>{columns.Select(c => c.Story is { InjectingAt: not null } story ? (Html)$"""<td data-l="{c.Label}">{cell(story)}</td>""" : c.Empty())}</tr>""";

    private static Html Detect(FaultStory story) => Plain(story.TimeToDetect is { } time ? Numbers.Seconds(time) : story.ActiveAt is null ? Numbers.None : "never out");

    private static Html Recover(FaultStory story, HypothesisFold fold)
    {
        if (story.TimeToRecover is not { } took) return story.RecoveryJudged ? (Html)$"""{Mark.Of(false)}<span class="v">not seen</span>""" : Plain(Numbers.None);
        var fromKill = story is { Fault.Action.Kind: "kill", ActiveAt: { } active, HealedAt: { } healed } ? (Html)$"""<small class="in">{Numbers.Seconds(healed + took - active)} from the kill</small>""" : Html.None;
        return $"""{Mark.Of(took <= fold.Hypothesis.RecoverWithin)}<span class="v">{Numbers.Seconds(took)}</span>{fromKill}""";
    }

    private static Html Near(Facts facts, FaultStory story) => Plain(NearBaseline.Of(facts, story) is { } near
        ? $"{Numbers.Seconds(near.After)} after {(near.Since == "healed" ? "healing" : "the kill")}"
        : "not seen");

    private static Html Plain(string text) => $"""<span class="mi"></span><span class="v">{text}</span>""";
}
