using System.Globalization;
using Harness.Checks;
using Harness.Journal;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The three rows over the charts: stage, phase, event.</summary>
internal static class TimelineStrip
{
    public static Html Draw(Facts facts) => $"""
        <div class="strip"><div class="sr"><b>stage</b>{Stages(facts)}</div><div class="sr"><b>phase</b>{Phases(facts)}</div><div class="sr e"><b>event</b>{TimelineEvents.Of(facts).Select(e => (Html)$"""<span class="ev" style="left:{facts.Axis.Percent(e.At)}%" title="{e.Title}"><i>{e.Name}</i></span>""")}</div></div>
        """;

    private static IEnumerable<Html> Stages(Facts facts)
    {
        var (axis, load) = (facts.Axis, facts.Plan.Load);
        var unit = load.IsOpen ? "/s" : " VUs";
        if (axis.From < 0) yield return Segment("w", axis, axis.From, 0, $"{Level(load.Start)}{unit}");
        var (at, level) = (0.0, load.Start);
        foreach (var (index, stage) in load.Stages.Index())
        {
            var end = at + stage.Duration.TotalSeconds;
            var named = stage.Name == (index + 1).ToString(CultureInfo.InvariantCulture) ? "" : stage.Name + ": ";
            if (at < axis.To && end > at)
                yield return Segment("", axis, at, end, stage.Target == level ? (Html)$"<i>{named}hold </i>{Level(stage.Target)}{unit}" : (Html)$"<i>{named}ramp to </i>{Level(stage.Target)}{unit}");
            (at, level) = (end, stage.Target);
        }
    }

    private static IEnumerable<Html> Phases(Facts facts)
    {
        foreach (var span in facts.Phases.Where(p => p.Faults.Count == 0))
            yield return Segment(span.Name == StepFrame.WarmUp ? "w" : "", facts.Axis, span.From, span.To, $"{Hidden(span.Name)}");
        foreach (var story in facts.Injected)
            yield return Fault(facts, story);
    }

    /// <summary>Short words stay at 400 px, the others give way.</summary>
    private static Html Hidden(string name) => name == Metrics.FrameKey.Recovery ? (Html)$"<i>{name}</i>" : (Html)$"{name}";

    private static Html Fault(Facts facts, FaultStory story)
    {
        var (from, to) = facts.Span(story);
        var fault = story.Fault;
        var width = facts.Axis.Percent(to) - facts.Axis.Percent(from);
        // About 0.7% of the width a letter; a name that does not fit stands behind its band where nothing else does.
        var fits = (fault.Name.Length + 2) * 0.75 < width;
        var isFree = !facts.Injected.Any(f => f != story && f.InjectingAt >= story.InjectingAt && facts.Axis.Percent(facts.Span(f).From) < facts.Axis.Percent(to) + fault.Name.Length * 0.85);
        var name = fits ? (Html)$"<i> {fault.Name}</i>" : isFree ? (Html)$"""<i class="out">{fault.Name}</i>""" : Html.None;
        return $"""<a class="sg f" style="left:{facts.Axis.Percent(from)}%;width:{width}%" href="#impact-{fault.Letter}" aria-label="{fault.Letter} {fault.Name}, fault from {Words.Clock(from)} to {Words.Clock(to)}: {fault.Action.Description}"><em>{fault.Letter}</em>{name}</a>""";
    }

    private static Html Segment(string cls, TimeAxis axis, double from, double to, Html text) =>
        $"""<span class="sg {cls}" style="left:{axis.Percent(from)}%;width:{axis.Percent(to) - axis.Percent(from)}%">{text}</span>""";

    private static string Level(double level) => level.ToString("#,0.##", CultureInfo.InvariantCulture);
}
