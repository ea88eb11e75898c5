using Harness.Checks;
using Harness.Journal;

namespace Harness.Reports.Sections;

/// <summary>What became of a fault, in a sentence.</summary>
internal static class FaultWords
{
    public static string Of(FaultStory story) => Became(story) + Timing(story);

    /// <summary>Where it was not there, or not undone, at its time.</summary>
    private static string Timing(FaultStory story) =>
        (story.BeganLate is { } begin ? $" It was there {Numbers.Seconds(begin)} after its time." : "") + (story.EndedLate is { } end ? $" Its undo began {Numbers.Seconds(end)} after its time." : "");

    private static string Became(FaultStory story) => story.State switch
    {
        FaultState.Pending => $"Not reached: it was due at {Numbers.Clock(story.Fault.At)}.",
        FaultState.Skipped => $"Skipped{Note(story)}.",
        FaultState.Injecting => $"Its injection was not seen to end{Note(story)}.",
        FaultState.Active or FaultState.Healing => $"Still in force where the journal ends{Note(story)}.",
        FaultState.Lost => $"Lost at {At(story.HealedAt)}{Note(story)}.",
        FaultState.Stuck => $"Could not be undone{Note(story)}.",
        _ => $"Healed{(story.Verified == true ? " and verified" : story.Verified == false ? ", not verified," : "")} at {At(story.HealedAt)}{Recovery(story)}.",
    };

    /// <summary>What was measured during each fault where nothing was before the first: neither a change nor the want of one can be told.</summary>
    public static string WithoutBaseline(Facts facts) => "There was no baseline to compare with: " + string.Join("; ", facts.Injected.Select(story =>
    {
        var during = facts.Sums.Within(story.Fault.Name);
        var p95 = during.ResponseTime.Percentile(95);
        var failed = during.RequestsFailed > 0 ? $", and {Words.Requests(during.RequestsFailed)} failed" : "";
        return (double.IsNaN(p95) ? "no request was answered" : $"p95 was {Numbers.Ms(p95)}") + $" during {story.Fault.Name}{failed}";
    }));

    private static string Recovery(FaultStory story) => story.TimeToRecover is { } took ? $", recovered in {Numbers.Seconds(took)}" : story.RecoveryJudged ? ", recovery not seen" : "";

    private static string At(TimeSpan? at) => at is { } time ? Numbers.Clock(time) : Numbers.None;

    private static string Note(FaultStory story) => story.Note is { Length: > 0 } note ? ": " + note.TrimEnd('.') : "";
}
