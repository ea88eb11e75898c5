using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>A chart of the timeline, with the run's faults and events.</summary>
internal static class TimelineBands
{
    public static Html Draw(Facts facts, Scale scale, int height, string label, Action<Chart> draw) =>
        Panel.Over(facts.Axis, scale, height, [.. facts.Injected.Select(facts.Span)], TimelineEvents.Of(facts).Select(e => e.At), label, draw);
}
