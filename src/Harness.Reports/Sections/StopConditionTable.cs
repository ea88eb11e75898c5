using Harness.Checks;
using Harness.Plans;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Each stop condition with its worst value, below the hypothesis: both say what must hold while load is on.</summary>
internal static class StopConditionTable
{
    public static Html Draw(Facts facts) => facts.Run.StopConditions is not { } fold ? Html.None : (Html)$"""
        <h3>Stop conditions</h3><div class="scroll" tabindex="0" role="region" aria-label="Table of the stop conditions"><table class="stack hy"><thead><tr><th scope="col">The run goes on while</th><th scope="col">Worst</th><th scope="col">Looked at</th></tr></thead><tbody>{facts.Plan.StopConditions.Select(condition => Row(facts.Run, fold, condition))}</tbody></table></div>
        """;

    private static Html Row(RunFold run, StopFold fold, StopCondition condition)
    {
        var record = fold.Record(condition);
        var mark = record.Evaluated == 0 ? Html.None : Mark.Of(record.Held);
        var ended = fold.Breach is { } breach && breach.Condition == condition && run.Stops.FirstOrDefault(stop => stop.Cause == Journal.StopCause.Condition) is { } stop
            ? $"; ended the run at {Numbers.Clock(breach.At)}; {StopText.Healing(run, StopStory.Of(run, stop))}"
            : "";
        return $"""<tr><th scope="row">{condition.Probe.Name}<small>{StopText.Tolerance(condition)}; {Numbers.Length(condition.NoData)} without data end it too{ended}</small></th><td data-l="Worst">{mark}<span class="v">{StopText.Value(condition, record.Worst)}</span></td><td data-l="Looked at">{Numbers.Count(record.Evaluated)} times</td></tr>""";
    }
}
