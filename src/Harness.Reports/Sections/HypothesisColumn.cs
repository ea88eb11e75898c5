using Harness.Checks;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>A part of the run in the table of the hypothesis: before, a fault, after.</summary>
/// <param name="Part">As in <see cref="HypothesisFold.Record"/>.</param>
/// <param name="Label">For narrow screens, where columns become lines.</param>
/// <param name="Story">The fault, or null.</param>
/// <param name="When">From and to, or why there is none.</param>
internal sealed record HypothesisColumn(string Part, string Label, FaultStory? Story, string When)
{
    /// <summary>The columns of a run, in order.</summary>
    public static IReadOnlyList<HypothesisColumn> Of(Facts facts, HypothesisFold fold)
    {
        var first = facts.Injected.Count == 0 ? facts.Axis.To : facts.Injected.Min(f => facts.Span(f).From);
        var lastCheck = Math.Min(facts.Axis.To, HypothesisFold.LastCheckAt(facts.Plan).TotalSeconds);
        var columns = new List<HypothesisColumn> { new(HypothesisFold.Before, "Before", null, Words.Between(0, Math.Min(first, facts.Injected.Count == 0 ? lastCheck : first))) };
        foreach (var story in facts.Run.Faults)
            columns.Add(new(story.Fault.Name, $"{story.Fault.Letter} {story.Fault.Name}", story, story.InjectingAt is null ? "not injected" : Words.Between(facts.Span(story).From, facts.Span(story).To)));
        if (facts.Run.Faults.Count > 0)
        {
            // Recovery is dated by whole seconds, so it may seem to come a moment before healed.
            var from = Math.Max(fold.RecoveredSecond ?? double.MaxValue, facts.Run.Faults.Max(f => f.HealedAt?.TotalSeconds ?? 0));
            columns.Add(new(HypothesisFold.After, "After", null, from < lastCheck ? Words.Between(from, lastCheck) : "not reached"));
        }
        return columns;
    }

    /// <summary>Its head.</summary>
    public Html Head() => Story is { } story
        ? $"""<th scope="col" class="fh">{Words.Fault(story.Fault)}<small>{When}</small></th>"""
        : (Html)$"""<th scope="col">{Label}<small>{When}</small></th>""";

    /// <summary>A cell without a value.</summary>
    public Html Empty() => $"""<td data-l="{Label}" class="na">{Numbers.None}</td>""";
}
