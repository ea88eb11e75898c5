using Harness.Checks;
using Harness.Journal;

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
        Steps = [.. fold.Plan.Requests.Take(MostSteps).Select(step => Step(step.Name, second))],
        Probes = fold.Hypothesis is { } hypothesis ? [.. hypothesis.Hypothesis.SteadyState.Zip(hypothesis.State.Now)] : [],
        Thresholds = [.. fold.Thresholds.Select(threshold => (threshold.Threshold, threshold.Now.Number, double.IsNaN(threshold.Now.Number) ? null : threshold.Holds(threshold.Now)))],
        Faults = [.. fold.Faults.Select(story => (story.Fault, story.State))],
    };

    private LiveStep Step(string name, int second)
    {
        var (times, requests, failed) = (new Histogram(), 0, 0);
        foreach (var frame in seconds.SelectMany(frames => frames).Where(frame => frame.Step == name))
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
