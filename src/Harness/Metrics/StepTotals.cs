using Harness.Journal;

namespace Harness.Metrics;

/// <summary>The sum of step frames: merging is adding, so any frames in any order give the same sum.</summary>
public sealed class StepTotals
{
    private readonly Dictionary<string, long> outcomes = [];
    private readonly Dictionary<string, (long Held, long Failed)> checks = [];
    private readonly Dictionary<string, ErrorTotals> errors = [];
    private readonly Dictionary<string, Histogram> parts = [];

    /// <summary>Steps done, and of them those that failed.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps that failed.</summary>
    public long StepsFailed { get; private set; }

    /// <summary>Requests sent: <c>http_reqs</c>.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests that <c>http_req_failed</c> counts.</summary>
    public long RequestsFailed { get; private set; }

    /// <summary>Bytes received, headers included.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Bytes sent, headers included.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Response times of accepted requests.</summary>
    public Histogram ResponseTime { get; } = new();

    /// <summary>Response times of failed requests.</summary>
    public Histogram ResponseTimeFailed { get; } = new();

    /// <summary>http_req_duration of accepted requests.</summary>
    public Histogram Duration { get; } = new();

    /// <summary>http_req_duration of failed requests.</summary>
    public Histogram DurationFailed { get; } = new();

    /// <summary>A part of the time of all requests, by the name of its metric: <c>http_req_waiting</c>; empty where there is none.</summary>
    public Histogram Part(string metric) => parts.GetValueOrDefault(metric) ?? new Histogram();

    /// <summary>Requests by status class or transport error.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => outcomes;

    /// <summary>Checks by name.</summary>
    public IReadOnlyDictionary<string, (long Held, long Failed)> Checks => checks;

    /// <summary>What went wrong, by message.</summary>
    public IReadOnlyDictionary<string, ErrorTotals> Errors => errors;

    /// <summary>Adds a frame.</summary>
    public void Add(StepFrame frame)
    {
        Steps += frame.Steps;
        StepsFailed += frame.StepsFailed;
        RequestsFailed += frame.RequestsFailed;
        BytesReceived += frame.BytesReceived;
        BytesSent += frame.BytesSent;
        foreach (var (outcome, count) in frame.Outcomes) AddOutcome(outcome, count);
        foreach (var (check, counts) in frame.Checks) AddCheck(check, counts[0], counts[1]);
        foreach (var (error, count) in frame.Errors) AddError(error, new(count, frame.Second, frame.Second, frame.Samples?.GetValueOrDefault(error)));
        ResponseTime.Add(frame.ResponseTime);
        ResponseTimeFailed.Add(frame.ResponseTimeFailed);
        Duration.Add(frame.Duration);
        DurationFailed.Add(frame.DurationFailed);
        foreach (var (metric, times) in frame.Parts) PartOf(metric).Add(times);
    }

    /// <summary>Adds another sum.</summary>
    public void Add(StepTotals other)
    {
        Steps += other.Steps;
        StepsFailed += other.StepsFailed;
        RequestsFailed += other.RequestsFailed;
        BytesReceived += other.BytesReceived;
        BytesSent += other.BytesSent;
        foreach (var (outcome, count) in other.outcomes) AddOutcome(outcome, count);
        foreach (var (check, (held, failed)) in other.checks) AddCheck(check, held, failed);
        foreach (var (error, totals) in other.errors) AddError(error, totals);
        ResponseTime.Add(other.ResponseTime);
        ResponseTimeFailed.Add(other.ResponseTimeFailed);
        Duration.Add(other.Duration);
        DurationFailed.Add(other.DurationFailed);
        foreach (var (metric, times) in other.parts) PartOf(metric).Add(times);
    }

    private void AddOutcome(string outcome, long count)
    {
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + count;
        Requests += count;
    }

    private void AddCheck(string check, long held, long failed)
    {
        var sum = checks.GetValueOrDefault(check);
        checks[check] = (sum.Held + held, sum.Failed + failed);
    }

    private void AddError(string error, ErrorTotals more)
    {
        var key = errors.ContainsKey(error) || errors.Count < StepFrame.MaxErrors ? error : "other";
        errors[key] = errors.TryGetValue(key, out var sum) ? sum.Add(more) : more;
    }

    private Histogram PartOf(string metric)
    {
        if (!parts.TryGetValue(metric, out var times)) parts[metric] = times = new Histogram();
        return times;
    }
}
