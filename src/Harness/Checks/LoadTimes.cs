using Harness.Plans;

namespace Harness.Checks;

/// <summary>A stretch of time in which a load is on, in one of its stages.</summary>
/// <param name="Load">Its name.</param>
/// <param name="Stage">The stage's.</param>
/// <param name="From">From t = 0.</param>
/// <param name="To">Its end.</param>
internal readonly record struct LoadPart(string Load, string Stage, TimeSpan From, TimeSpan To);

/// <summary>When the loads of a run are on: from their start to their planned end, to the end of their iterations or to a stop, whichever comes first.</summary>
internal sealed class LoadTimes(Plan plan)
{
    private readonly Dictionary<string, TimeSpan> finished = [];
    private TimeSpan? stopped;

    /// <summary>Loads that came to their end by themselves, and when.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Finished => finished;

    /// <summary>When the last load came to its end by itself; null where not all did.</summary>
    public TimeSpan? Over => finished.Count == plan.Loads.Count ? finished.Values.Max() : null;

    /// <summary>A load comes to its end.</summary>
    public void Finish(string load, TimeSpan at) => finished[load] = at;

    /// <summary>The run is stopped; the first time counts.</summary>
    public void Stop(TimeSpan at) => stopped ??= at;

    /// <summary>What lies between two times, stage by stage.</summary>
    public IEnumerable<LoadPart> PartsOf(LoadPlan load, TimeSpan from, TimeSpan to)
    {
        var begin = load.StartTime;
        var until = Earlier(Earlier(to, stopped), finished.TryGetValue(load.Name, out var end) ? end : null);
        foreach (var stage in load.Stages)
        {
            var (first, last) = (begin > from ? begin : from, Earlier(begin + stage.Duration, until));
            if (first < last) yield return new(load.Name, stage.Name, first, last);
            begin += stage.Duration;
        }
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan? other) => other < one ? other.Value : one;
}
