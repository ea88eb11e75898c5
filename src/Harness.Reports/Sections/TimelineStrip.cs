using System.Globalization;
using Harness.Checks;
using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>The rows over the charts: the stages of each load, phase, event.</summary>
internal static class TimelineStrip
{
    /// <summary>More loads side by side would push the charts off the screen; the scenario at the end has them all.</summary>
    private const int MostLoads = 8;

    public static Html Draw(Facts facts) => $"""
        <div class="strip">{facts.Plan.Loads.Take(MostLoads).Select(load => (Html)$"""<div class="sr"><b title="{load.Name}">{(facts.Plan.Loads.Count == 1 ? "stage" : load.Name)}</b>{Stages(facts.Axis, load)}</div>""")}<div class="sr"><b>phase</b>{Phases(facts)}</div><div class="sr e"><b>event</b>{Events(facts)}</div></div>
        """;

    private static IEnumerable<Html> Stages(TimeAxis axis, LoadPlan load)
    {
        var unit = load.IsOpen ? "/s" : " VUs";
        if (load.WarmUp > TimeSpan.Zero) yield return Segment("w", axis, Math.Max(axis.From, -load.WarmUp.TotalSeconds), 0, $"{Level(load.Start)}{unit}");
        var (at, level) = (load.StartTime.TotalSeconds, load.Start);
        foreach (var (index, stage) in load.Stages.Index())
        {
            var end = Math.Min(axis.To, at + stage.Duration.TotalSeconds);
            var named = stage.Name == (index + 1).ToString(CultureInfo.InvariantCulture) ? "" : stage.Name + ": ";
            var verb = stage.Target == level ? "hold " : "ramp to ";
            var fits = LabelRow.WidthOf($"{named}{verb}{Level(stage.Target)}{unit}") < axis.Percent(end) - axis.Percent(at);
            if (at < axis.To && end > at) yield return Segment("", axis, at, end, $"{(fits ? (Html)$"<i>{named}{verb}</i>" : Html.None)}{Level(stage.Target)}{unit}");
            (at, level) = (end, stage.Target);
        }
    }

    /// <summary>Faults first, because their names matter most; a phase whose name finds no room keeps its line and loses its name.</summary>
    private static IEnumerable<Html> Phases(Facts facts)
    {
        var labels = new LabelRow();
        foreach (var story in facts.Injected) labels.Take(facts.Axis.Percent(facts.Span(story).From), facts.Axis.Percent(facts.Span(story).To));
        var faults = facts.Injected.Select(story => Fault(facts, story, labels)).ToList();
        foreach (var span in facts.Phases.Where(p => p.Faults.Count == 0))
        {
            var (from, to) = (facts.Axis.Percent(span.From), facts.Axis.Percent(span.To));
            var isLeft = labels.Take(span.Name, from, to);
            var isRight = !isLeft && labels.Take(span.Name, to - LabelRow.WidthOf(span.Name), to);
            // At 400 px only the first phases keep their names.
            var name = span.Name is FrameKey.Recovery or FrameKey.After ? (Html)$"<i>{span.Name}</i>" : (Html)$"{span.Name}";
            yield return Segment(span.Name == StepFrame.WarmUp ? "w" : isRight ? "r" : "", facts.Axis, span.From, span.To, isLeft || isRight ? name : Html.None);
        }
        foreach (var fault in faults) yield return fault;
    }

    private static Html Fault(Facts facts, FaultStory story, LabelRow labels)
    {
        var (from, to) = facts.Span(story);
        var (fault, left, right) = (story.Fault, facts.Axis.Percent(from), facts.Axis.Percent(to));
        // In its band, else behind it where there is room, else cut short in its band; the caption has it in full.
        var isBehind = LabelRow.WidthOf(fault.Name) > right - left && labels.Take(fault.Name, right + 0.01);
        var name = isBehind ? (Html)$""" <i class="out">{fault.Name}</i>""" : $"<i> {fault.Name}</i>";
        return $"""<a class="sg f" style="left:{left}%;width:{right - left}%" href="#impact-{fault.Letter}" aria-label="{fault.Letter} {fault.Name}, fault from {Words.Clock(from)} to {Words.Clock(to)}: {fault.Action.Description}"><em>{fault.Letter}</em>{name}</a>""";
    }

    private static IEnumerable<Html> Events(Facts facts)
    {
        var labels = new LabelRow();
        foreach (var moment in TimelineEvents.Of(facts))
        {
            var at = facts.Axis.Percent(moment.At);
            var isRight = labels.Take(moment.Name, at, 108);
            var isLeft = !isRight && labels.Take(at - LabelRow.WidthOf(moment.Name), at);
            var name = isRight || isLeft ? (Html)$"<i>{moment.Name}</i>" : Html.None;
            yield return $"""<span class="ev{(isLeft ? (Html)$" before" : Html.None)}" style="left:{at}%" title="{moment.Title}">{name}</span>""";
        }
    }

    private static Html Segment(string cls, TimeAxis axis, double from, double to, Html text) =>
        $"""<span class="sg {cls}" style="left:{axis.Percent(from)}%;width:{axis.Percent(to) - axis.Percent(from)}%">{text}</span>""";

    private static string Level(double level) => level.ToString("#,0.##", CultureInfo.InvariantCulture);
}
