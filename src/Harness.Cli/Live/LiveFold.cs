using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Cli.Live;

/// <summary>Makes a view of the run at the close of each second: quick, because it is on the journal's way, and of bounded size.</summary>
internal sealed class LiveFold(RunFold fold) : IJournalConsumer
{
    /// <summary>Seconds that percentiles are over.</summary>
    public const int Window = 10;

    private const int TrendLength = 60, MostSteps = 100;

    private readonly Queue<IReadOnlyList<StepFrame>> seconds = new();
    private readonly List<StepFrame> open = [];
    private volatile LiveView? view;

    /// <summary>The run at the last close; null before the first.</summary>
    public LiveView? View => view;

    /// <inheritdoc/>
    public void Consume(Entry entry)
    {
        if (entry is StepFrame frame) open.Add(frame);
        // A fault is shown at once, not at the next close.
        if (entry is FaultChanged && view is { } shown) view = shown with { Faults = Faults() };
        if (entry is not SecondClosed closed) return;
        seconds.Enqueue([.. open]);
        if (seconds.Count > Window) seconds.Dequeue();
        open.Clear();
        view = Look(closed.Second);
    }

    private LiveView Look(int second) => new()
    {
        Plan = fold.Plan,
        Closed = TimeSpan.FromSeconds(second + 1),
        Second = fold.Series.Seconds[second],
        Dropped = fold.Totals.Load.Dropped,
        Lag = fold.Totals.Load.Lag.Percentile(99),
        Steps = Steps(second),
        Probes = fold.Hypothesis is { } hypothesis ? [.. hypothesis.Hypothesis.SteadyState.Zip(hypothesis.State.Now)] : [],
        StopConditions = fold.StopConditions?.Now ?? [],
        Thresholds = [.. fold.Thresholds.Select(threshold => (threshold.Threshold, threshold.Now.Number, double.IsNaN(threshold.Now.Number) ? null : threshold.Holds(threshold.Now)))],
        Faults = Faults(),
    };

    private IReadOnlyList<(PlannedFault Fault, FaultState State)> Faults() => [.. fold.Faults.Select(story => (story.Fault, story.State))];

    /// <summary>The steps in the plan's order; of more than fit those that failed lately before the others.</summary>
    private IReadOnlyList<LiveStep> Steps(int second)
    {
        var frames = seconds.SelectMany(frames => frames).ToLookup(frame => frame.Step);
        IEnumerable<string> names = fold.Plan.Requests.Select(step => step.Name);
        if (fold.Plan.Requests.Count() > MostSteps) names = names.OrderBy(name => frames[name].Any(frame => frame.RequestsFailed > 0) ? 0 : 1);
        return [.. names.Take(MostSteps).Select(name => Step(name, frames[name], second))];
    }

    private LiveStep Step(string name, IEnumerable<StepFrame> frames, int second)
    {
        var (times, requests, failed) = (new Histogram(), 0, 0);
        foreach (var frame in frames)
        {
            times.Add(frame.ResponseTime);
            requests += frame.Outcomes.Values.Sum();
            failed += frame.RequestsFailed;
        }
        var points = fold.Series.Of(name);
        var trend = Enumerable.Range(second - TrendLength + 1, TrendLength).Select(s => points.TryGetValue(s, out var point) ? point.P95 : double.NaN);
        return new(name, times.Percentile(50), times.Percentile(95), times.Percentile(99), requests == 0 ? double.NaN : (double)failed / requests, [.. trend]);
    }
}
