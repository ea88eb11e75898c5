using Harness.Journal;
using Harness.Plans;
using Harness.Protocols;

namespace Harness.Metrics;

/// <summary>A number of a metric, and of how many samples it is.</summary>
/// <param name="Number">In the metric's unit; NaN without samples.</param>
/// <param name="Samples">How many.</param>
public sealed record Measured(double Number, long Samples);

/// <summary>A metric and how it is read from the sums. The times are milliseconds.</summary>
public sealed class Measure
{
    /// <summary>Its name, its kind and its selectors.</summary>
    public required MetricName Name { get; init; }

    /// <summary>For a trend: its histogram.</summary>
    public Func<StepTotals, LoadTotals, MetricSelector, Histogram>? Trend { get; init; }

    /// <summary>For a rate: how many yes, and of how many.</summary>
    public Func<StepTotals, MetricSelector, (long Yes, long All)>? Share { get; init; }

    /// <summary>For a counter: how many.</summary>
    public Func<StepTotals, LoadTotals, MetricSelector, long>? Counter { get; init; }

    /// <summary>For a gauge: its level.</summary>
    public Func<LoadTotals, Gauge>? Level { get; init; }

    /// <summary>True where nothing is the number 0: a count is never without data, while a percentile of nothing is.</summary>
    public bool Counts(Expectation expectation) => Counter is not null || (Trend is not null && expectation.Aggregate == Aggregate.Count);

    /// <summary>Reads one number.</summary>
    /// <param name="steps">The sum over the frames that the selector chose.</param>
    /// <param name="load">The generator's sums.</param>
    /// <param name="selector">For the tags that choose within a frame: outcome, check, status.</param>
    /// <param name="expectation">Which number.</param>
    /// <param name="elapsed">What a counter's rate is over; over no time there is none.</param>
    public Measured Read(StepTotals steps, LoadTotals load, MetricSelector selector, Expectation expectation, TimeSpan elapsed)
    {
        if (Trend is not null)
        {
            var histogram = Trend(steps, load, selector);
            return new(expectation.Aggregate switch
            {
                Aggregate.Percentile => histogram.Percentile(expectation.Percentile),
                Aggregate.Med => histogram.Percentile(50),
                Aggregate.Avg => histogram.Mean,
                Aggregate.Min => histogram.Min,
                Aggregate.Max => histogram.Max,
                _ => histogram.Count,
            }, histogram.Count);
        }
        if (Share is not null)
        {
            var (yes, all) = Share(steps, selector);
            return new(all == 0 ? double.NaN : (double)yes / all, all);
        }
        if (Level is not null)
        {
            var level = Level(load);
            return new(expectation.Aggregate switch { Aggregate.Min => level.Min, Aggregate.Max => level.Max, _ => level.Last }, level.Seconds);
        }
        var count = Counter!(steps, load, selector);
        return new(expectation.Aggregate == Aggregate.Rate ? elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : double.NaN : count, count);
    }
}

/// <summary>The metrics there are: one line each.</summary>
public static class Measures
{
    private static readonly string[] Frame = ["step", "phase", "stage", "load"];
    private static readonly string[] Iteration = ["load"];

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Measure> All { get; } =
    [
        Trend("response_time", [.. Frame, "outcome"], (steps, _, selector) => selector["outcome"] switch
        {
            "failed" => steps.ResponseTimeFailed,
            "any" => Sum(steps.ResponseTime, steps.ResponseTimeFailed),
            _ => steps.ResponseTime,
        }),
        Trend("http_req_duration", [.. Frame, "expected_response"], (steps, _, selector) => selector["expected_response"] switch
        {
            "true" => steps.Duration,
            "false" => steps.DurationFailed,
            _ => Sum(steps.Duration, steps.DurationFailed),
        }),
        Rate("http_req_failed", Frame, (steps, _) => (steps.RequestsFailed, steps.Requests)),
        Count("http_reqs", [.. Frame, "status"], (steps, _, selector) => selector["status"] is { } status ? steps.Outcomes.GetValueOrDefault(status) : steps.Requests),
        Rate("checks", [.. Frame, "check"], (steps, selector) =>
        {
            var chosen = steps.Checks.Where(check => selector["check"] is not { } name || check.Key == name).Select(check => check.Value).ToList();
            return (chosen.Sum(c => c.Held), chosen.Sum(c => c.Held + c.Failed));
        }),
        Count("iterations", Iteration, (_, load, _) => load.Completed),
        Trend("iteration_duration", Iteration, (_, load, _) => load.IterationDuration),
        Count("dropped_iterations", Iteration, (_, load, _) => load.Dropped),
        Trend("vu_wait", Iteration, (_, load, _) => load.VuWait),
        .. RequestTimes.Parts.Select(part => Trend(part, Frame, (steps, _, _) => steps.Part(part))),
        Count("data_sent", Frame, (steps, _, _) => steps.BytesSent),
        Count("data_received", Frame, (steps, _, _) => steps.BytesReceived),
        Gauge("vus", load => load.VUs),
        Gauge("vus_max", load => load.VUsMax),
    ];

    /// <summary>The metric of that name; a plan that was read names no other.</summary>
    public static Measure Of(string name) => All.First(measure => measure.Name.Name == name);

    private static Measure Trend(string name, string[] tags, Func<StepTotals, LoadTotals, MetricSelector, Histogram> read) =>
        new() { Name = new(name, MetricKind.Trend, tags), Trend = read };

    private static Measure Rate(string name, string[] tags, Func<StepTotals, MetricSelector, (long, long)> read) =>
        new() { Name = new(name, MetricKind.Rate, tags), Share = read };

    private static Measure Count(string name, string[] tags, Func<StepTotals, LoadTotals, MetricSelector, long> read) =>
        new() { Name = new(name, MetricKind.Counter, tags), Counter = read };

    private static Measure Gauge(string name, Func<LoadTotals, Gauge> read) => new() { Name = new(name, MetricKind.Gauge, Iteration), Level = read };

    private static Histogram Sum(Histogram one, Histogram other)
    {
        var sum = new Histogram();
        sum.Add(one);
        sum.Add(other);
        return sum;
    }
}
