using Harness.Journal;

namespace Harness.Running;

/// <summary>
/// Makes the run's seconds out of samples of one instance, which come when they come: what flowed between two samples is taken to have flowed
/// evenly, so a second gets its share of every stretch that it touches, and the sum over the seconds is what the samples say.
/// </summary>
internal sealed class SignalSeconds
{
    /// <summary>Over a longer stretch without a sample nobody knows when it flowed: its seconds are missing.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(3);

    /// <summary>The share of a second that must have been measured: the first and the last of a run seldom are as a whole.</summary>
    private const double Enough = 0.5;

    private TargetSample? last;
    private double at, measured;
    private int second;
    private Flow flow;
    private TimeSpan? offset;

    /// <summary>Takes a sample.</summary>
    /// <param name="sample">The next of the instance.</param>
    /// <param name="now">When it came, on the run's clock.</param>
    /// <returns>The seconds that it completes.</returns>
    public IReadOnlyList<TargetFrame> Add(TargetSample sample, TimeSpan now)
    {
        var done = new List<TargetFrame>();
        var to = When(sample, now).TotalSeconds;
        if (last is null || to - at > LongestGap.TotalSeconds)
        {
            if (last is not null && Close(last) is { } cut) done.Add(cut);
            (second, last, at) = ((int)Math.Floor(to), sample, to);
            return done;
        }
        if (to <= at) return done;
        var (all, stretch) = (Flow.Between(last, sample), to - at);
        while (at < to)
        {
            var until = Math.Min(to, second + 1);
            flow += all * ((until - at) / stretch);
            measured += until - at;
            at = until;
            if (at < second + 1) continue;
            if (Close(sample) is { } whole) done.Add(whole);
            second++;
        }
        last = sample;
        return done;
    }

    /// <summary>The second that is open when the run ends, or null where too little of it was measured.</summary>
    public TargetFrame? End() => last is null ? null : Close(last);

    /// <summary>The sample that was under way for the shortest time ties the two clocks together: none can come before it was taken.</summary>
    private TimeSpan When(TargetSample sample, TimeSpan now)
    {
        if (sample.Taken is not { } taken) return now;
        if (!(offset <= now - taken)) offset = now - taken;
        return taken + offset.Value;
    }

    private TargetFrame? Close(TargetSample latest)
    {
        var (whole, part) = (flow, measured);
        (flow, measured) = (default, 0);
        return part < Enough ? null : new()
        {
            Target = latest.Target,
            Instance = latest.Instance,
            Second = second,
            Cpu = Math.Round(whole.Cpu / part, 4),
            CpuLimit = latest.CpuLimit,
            MemoryBytes = latest.MemoryBytes,
            MemoryLimitBytes = latest.MemoryLimitBytes,
            NetworkReceivedBytes = Whole(whole.Received),
            NetworkSentBytes = Whole(whole.Sent),
            DiskReadBytes = Whole(whole.Read),
            DiskWrittenBytes = Whole(whole.Written),
            State = latest.State,
        };
    }

    private static long? Whole(double? bytes) => bytes is { } known ? (long)Math.Round(known) : null;

    /// <summary>What flowed in a stretch of time.</summary>
    private readonly record struct Flow(double Cpu, double? Received, double? Sent, double? Read, double? Written)
    {
        public static Flow Between(TargetSample before, TargetSample now) => new(
            Grown(before.CpuTime.TotalSeconds, now.CpuTime.TotalSeconds)!.Value,
            Grown(before.NetworkReceivedBytes, now.NetworkReceivedBytes), Grown(before.NetworkSentBytes, now.NetworkSentBytes),
            Grown(before.DiskReadBytes, now.DiskReadBytes), Grown(before.DiskWrittenBytes, now.DiskWrittenBytes));

        public static Flow operator *(Flow flow, double share) => new(flow.Cpu * share, flow.Received * share, flow.Sent * share, flow.Read * share, flow.Written * share);

        public static Flow operator +(Flow one, Flow other) => new(
            one.Cpu + other.Cpu, Sum(one.Received, other.Received), Sum(one.Sent, other.Sent), Sum(one.Read, other.Read), Sum(one.Written, other.Written));

        private static double? Grown(double? before, double? now) => now - before is { } more ? more < 0 ? now : more : null;

        private static double? Sum(double? one, double? other) => one is null ? other : one + (other ?? 0);
    }
}
