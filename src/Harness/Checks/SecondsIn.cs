using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>How many seconds of a run belong to a selection of loads, stages and phases: what the rate of a counter is over.</summary>
internal sealed class SecondsIn(Plan plan)
{
    private readonly Dictionary<string, (IReadOnlyList<FrameKey> Keys, int Seconds)> byPlace = [];

    /// <summary>Counts a second.</summary>
    /// <param name="middle">Its middle, from t = 0; it belongs to the stage of each load that is on then.</param>
    /// <param name="phase">Its phase.</param>
    public void Add(TimeSpan middle, string phase)
    {
        var on = plan.Loads.Where(load => middle >= load.StartTime && middle < load.End).Select(load => new FrameKey(load.Name, "", load.StageAt(middle), phase)).ToList();
        var place = string.Join('\n', on.Select(key => $"{key.Load}\t{key.Stage}\t{phase}"));
        byPlace[place] = (on, byPlace.GetValueOrDefault(place).Seconds + 1);
    }

    /// <summary>The seconds in which at least one load was where the selector says, whatever the step.</summary>
    public int Of(MetricSelector selector)
    {
        var place = selector with { Tags = [.. selector.Tags.Where(tag => tag.Key != "step")] };
        return byPlace.Values.Where(one => one.Keys.Any(key => key.Matches(place))).Sum(one => one.Seconds);
    }
}
