using Harness.Journal;
using Harness.Plans;
using Harness.Protocols;

namespace Harness.Load;

/// <summary>What the loops counted of a load in a second, added up to the entries of the journal.</summary>
internal static class Frames
{
    /// <summary>A frame for each step, stage and set of faults, in the order of the steps.</summary>
    public static IReadOnlyList<StepFrame> OfSteps(int second, string load, IReadOnlyList<RequestStep> steps, IReadOnlyList<Tally> tallies) =>
    [
        .. tallies.SelectMany(tally => tally.Steps).Where(step => step.Steps > 0)
            .GroupBy(step => (step.Step, step.Stage, Faults: string.Join('+', step.Faults)))
            .OrderBy(group => group.Key.Step)
            .Select(group => OfStep(second, load, steps[group.Key.Step], [.. group])),
    ];

    private static StepFrame OfStep(int second, string load, RequestStep step, IReadOnlyList<StepTally> parts) => new()
    {
        Second = second,
        Load = load,
        Step = step.Name,
        Stage = parts[0].Stage,
        Faults = parts[0].Faults,
        Steps = parts.Sum(part => part.Steps),
        StepsFailed = parts.Sum(part => part.StepsFailed),
        RequestsFailed = parts.Sum(part => part.RequestsFailed),
        BytesReceived = parts.Sum(part => part.BytesReceived),
        BytesSent = parts.Sum(part => part.BytesSent),
        Outcomes = Sum(parts.SelectMany(part => part.Outcomes)),
        Errors = Sum(parts.SelectMany(part => part.Errors)),
        Checks = step.Checks.Index().ToDictionary(check => check.Item.Name, check => (int[])[parts.Sum(part => part.Check(check.Index).Held), parts.Sum(part => part.Check(check.Index).Failed)]),
        ResponseTime = Merge(parts.Select(part => part.ResponseTime)),
        ResponseTimeFailed = Merge(parts.Select(part => part.ResponseTimeFailed)),
        Duration = Merge(parts.Select(part => part.Duration)),
        DurationFailed = Merge(parts.Select(part => part.DurationFailed)),
        Parts = RequestTimes.Parts.Index().ToDictionary(part => part.Item, part => WithZeros(Merge(parts.Select(one => one.Parts[part.Index])), parts.Sum(one => one.Requests - one.Parts[part.Index].Count))),
        Samples = parts.All(part => part.Samples.Count == 0) ? null : parts.SelectMany(part => part.Samples).DistinctBy(sample => sample.Key).ToDictionary(),
    };

    /// <summary>The frame of a load's iterations.</summary>
    public static LoadFrame OfLoad(int second, string load, IReadOnlyList<Tally> tallies) => new()
    {
        Second = second,
        Load = load,
        Started = tallies.Sum(tally => tally.Started),
        Counted = tallies.Sum(tally => tally.Counted),
        Completed = tallies.Sum(tally => tally.Completed),
        Dropped = tallies.Sum(tally => tally.Dropped),
        HeldBack = tallies.Sum(tally => tally.HeldBack),
        Lag = Merge(tallies.Select(tally => tally.Lag)),
        VuWait = Merge(tallies.Select(tally => tally.VuWait)),
        IterationDuration = Merge(tallies.Select(tally => tally.IterationDuration)),
    };

    private static Dictionary<string, int> Sum(IEnumerable<KeyValuePair<string, int>> counts)
    {
        var sum = new Dictionary<string, int>();
        foreach (var (name, count) in counts)
        {
            // Each loop bounds its errors; what all of them have together is bounded as well.
            var key = sum.ContainsKey(name) || sum.Count < StepFrame.MaxErrors ? name : StepTally.OtherErrors;
            sum[key] = sum.GetValueOrDefault(key) + count;
        }
        return sum;
    }

    private static long[] Merge(IEnumerable<TimeCounts> counts)
    {
        var all = counts.Where(one => one.Count > 0).ToList();
        if (all.Count <= 1) return all.Count == 0 ? [] : all[0].ToBuckets();
        var merged = new Histogram();
        foreach (var one in all) merged.Add(one.ToBuckets());
        return merged.ToBuckets();
    }

    /// <summary>Times of zero, which nobody counted one by one, stand in the lowest bucket.</summary>
    private static long[] WithZeros(long[] buckets, int zeros) => zeros == 0 ? buckets
        : buckets.Length > 0 && buckets[0] == 1 ? [1, buckets[1] + zeros, .. buckets[2..]] : [1, zeros, .. buckets];
}
