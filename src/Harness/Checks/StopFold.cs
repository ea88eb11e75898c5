using Harness.Journal;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>
/// Follows the stop conditions second by second, whether a fault is on or not, from t = 0 to the planned end of the load. A fold like all others,
/// so a run that is judged again from its file was stopped by the same condition at the same moment.
/// </summary>
public sealed class StopFold
{
    private readonly Plan plan;
    private readonly SteadyState state;
    private readonly IReadOnlyList<Watched> all;

    private sealed class Watched(StopCondition condition)
    {
        public StopCondition Condition => condition;

        public int Window { get; } = (int)MetricProbe.LongestWindow([condition.Probe]).TotalSeconds;

        public ProbeRecord Record { get; } = new();

        public int SecondsWithoutData { get; set; }
    }

    /// <summary>Follows the plan's stop conditions.</summary>
    internal StopFold(Plan plan, LoadTimes times)
    {
        this.plan = plan;
        state = new SteadyState(plan, [.. plan.StopConditions.Select(condition => condition.Probe)], times);
        all = [.. plan.StopConditions.Select(condition => new Watched(condition))];
    }

    /// <summary>The conditions with what they showed at the last close, in the plan's order; empty before the first.</summary>
    public IReadOnlyList<(StopCondition Condition, ProbeState State)> Now => [.. plan.StopConditions.Zip(state.Now)];

    /// <summary>The first breach; of several at one close the first in the plan's order. Null where there was none.</summary>
    public StopBreach? Breach { get; private set; }

    /// <summary>How a condition did: the closes at which its window was full and had data, and its breach.</summary>
    public ProbeRecord Record(StopCondition condition) => all.First(one => one.Condition == condition).Record;

    internal void Add(StepFrame frame) => state.Add(frame);

    internal void Add(LoadFrame frame) => state.Add(frame);

    /// <summary>Takes an answer; one that was asked for in the warm-up says nothing.</summary>
    internal void Add(ProbeAnswered answer)
    {
        if (answer.At - answer.Took >= TimeSpan.Zero) state.Add(answer);
    }

    /// <summary>Closes a second.</summary>
    /// <param name="second">The second; one of the warm-up is not looked at.</param>
    /// <param name="isLoaded">False where all loads came to their end by themselves.</param>
    internal void Close(int second, bool isLoaded)
    {
        state.Close(second);
        var closed = TimeSpan.FromSeconds(second + 1);
        if (second >= 0 && closed <= plan.Duration && isLoaded)
        {
            foreach (var (one, now) in all.Zip(state.Now))
            {
                if (state.LastSecond < one.Window - 1 || !Look(one, now)) continue;
                Breach ??= new(one.Condition, now, closed);
            }
        }
    }

    /// <summary>True where it is a breach.</summary>
    private static bool Look(Watched one, ProbeState now)
    {
        // A pause of the plan neither proves nor forgives anything: the count goes on after it.
        if (now.HasData && !(now.Met && double.IsNaN(now.Number))) one.SecondsWithoutData = 0;
        else if (!now.HasData) one.SecondsWithoutData++;
        var isBreach = now.HasData ? !now.Met : one.SecondsWithoutData >= one.Condition.NoData.TotalSeconds;
        if (isBreach || (now.HasData && !double.IsNaN(now.Number))) one.Record.Add(now, one.Condition.Probe is not MetricProbe metric || ProbeText.HigherIsWorse(metric.Expect));
        return isBreach;
    }
}
