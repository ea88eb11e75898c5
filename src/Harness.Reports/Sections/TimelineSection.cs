using Harness.Reports.Markup;
using Harness.Reports.Targets;

namespace Harness.Reports.Sections;

/// <summary>The run over time: what was sent, how long it took, what failed, and which faults were on.</summary>
internal static class TimelineSection
{
    public static SectionText Draw(Facts facts)
    {
        if (!facts.WasLoaded) return new($"{Words.NothingSent} There is no time to draw.", Html.None);
        return new($"{TimelineLead.Of(facts)}", $"""
            <figure class="tl" tabindex="0" aria-label="Timeline. With the keyboard: left and right arrow keys move the reading line, Home and End jump.">
            {TimelineStrip.Draw(facts)}
            {RatePanel.Draw(facts)}
            {LatencyPanel.Draw(facts)}
            {FailurePanel.Draw(facts)}{TargetPanels.Draw(facts)}
            {facts.Axis.Labels()}<figcaption>{Caption(facts)}</figcaption>
            <script type="application/json">{TimelineData.Of(facts)}</script></figure>
            {TimelineTable.Draw(facts)}{TargetTable.Draw(facts)}
            """);
    }

    private static Html Caption(Facts facts)
    {
        var faults = facts.Injected.Select(story => (Html)$"""{Words.Fault(story.Fault)} {Words.Between(facts.Span(story).From, facts.Span(story).To)}, {story.Fault.Action.Description}. """);
        var warmUp = facts.Axis.From < 0 ? "The warm-up (before 0:00) is drawn pale and kept out of every judgement. " : "";
        var columns = facts.Axis.Width > 1 ? $"A point is {facts.Axis.Width} s: counts are means, percentiles those of its worst second{(facts.Targets.All.Count > 0 ? ", CPU and memory of targets those of its highest" : "")}. " : "";
        var due = facts.Plan.IsOpen ? "Times count from when a request was due." : "Times count from when the virtual user was ready.";
        return $"Time since start, m:ss. {faults}{warmUp}{columns}{due}";
    }
}
