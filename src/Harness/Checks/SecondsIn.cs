using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>How much time of a run belongs to a selection of loads, stages and phases: what the rate of a counter is over.</summary>
internal sealed class SecondsIn
{
    private readonly Dictionary<string, (IReadOnlyList<FrameKey> Keys, TimeSpan Time)> byPlace = [];

    /// <summary>Counts a stretch of time; loads and stages that begin or end inside are told apart.</summary>
    /// <param name="parts">What was on in it.</param>
    /// <param name="phase">Its phase.</param>
    public void Add(IReadOnlyList<LoadPart> parts, string phase)
    {
        var edges = parts.SelectMany(part => (TimeSpan[])[part.From, part.To]).Distinct().Order().ToList();
        foreach (var (from, to) in edges.Zip(edges.Skip(1)))
        {
            var on = parts.Where(part => part.From <= from && to <= part.To).Select(part => new FrameKey(part.Load, "", part.Stage, phase)).ToList();
            var place = string.Join('\n', on.Select(key => $"{key.Load}\t{key.Stage}\t{phase}"));
            byPlace[place] = (on, byPlace.GetValueOrDefault(place).Time + (to - from));
        }
    }

    /// <summary>The time in which at least one load was where the selector says, whatever the step.</summary>
    public TimeSpan Of(MetricSelector selector)
    {
        var place = selector with { Tags = [.. selector.Tags.Where(tag => tag.Key != "step")] };
        return byPlace.Values.Where(one => one.Keys.Any(key => key.Matches(place))).Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Time);
    }
}
