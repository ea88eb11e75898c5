using Harness.Checks;

namespace Harness.Reports.Sections;

/// <summary>A moment that is marked in the timeline.</summary>
/// <param name="At">Seconds from t = 0.</param>
/// <param name="Name">In a word or two.</param>
/// <param name="Title">In full.</param>
internal sealed record TimelineEvent(double At, string Name, string Title);

/// <summary>The moments between the faults: when the steady state broke, when it was back, when the run was stopped.</summary>
internal static class TimelineEvents
{
    /// <summary>In order of time; the second of two at the same moment has no name of its own.</summary>
    public static IReadOnlyList<TimelineEvent> Of(Facts facts)
    {
        var events = new List<TimelineEvent>();
        foreach (var story in facts.Injected)
        {
            if (story is { ActiveAt: { } active, TimeToDetect: { } detected })
                events.Add(new((active + detected).TotalSeconds, "out of tolerance", $"{Numbers.Seconds(detected)} after {story.Fault.Name} began"));
            if (NearBaseline.Of(facts, story) is { } near)
                events.Add(new(near.At, "normal", $"p95 back near the baseline {Numbers.Seconds(near.After)} after {story.Fault.Name} was {near.Since}"));
        }
        if (facts.Run.Stops.FirstOrDefault()?.At is { } stopped)
            events.Add(new(stopped.TotalSeconds, "stopped", facts.Run.Stops[0].Message));
        return [.. events.Where(e => e.At >= facts.Axis.From && e.At <= facts.Axis.To).OrderBy(e => e.At)];
    }
}
