using Harness.Journal;

namespace Harness.Metrics;

/// <summary>The sum of step frames: merging is adding, so any frames in any order give the same sum.</summary>
public sealed class StepTotals
{
    private readonly Dictionary<string, long> outcomes = [];
    private readonly Dictionary<string, (long Held, long Failed)> checks = [];
    private readonly Dictionary<string, long> errors = [];

    /// <summary>Steps done, and of them those that failed.</summary>
    public long Steps { get; private set; }

    /// <summary>Steps that failed.</summary>
    public long StepsFailed { get; private set; }

    /// <summary>Requests sent: <c>http_reqs</c>.</summary>
    public long Requests { get; private set; }

    /// <summary>Requests that <c>http_req_failed</c> counts.</summary>
    public long RequestsFailed { get; private set; }

    /// <summary>Bytes of bodies received.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Response times of accepted requests.</summary>
    public Histogram ResponseTime { get; } = new();

    /// <summary>Response times of failed requests.</summary>
    public Histogram ResponseTimeFailed { get; } = new();

    /// <summary>http_req_duration of all requests.</summary>
    public Histogram Duration { get; } = new();

    /// <summary>Waiting for a connection.</summary>
    public Histogram ConnectionWait { get; } = new();

    /// <summary>Requests by status class or transport error.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => outcomes;

    /// <summary>Checks by name.</summary>
    public IReadOnlyDictionary<string, (long Held, long Failed)> Checks => checks;

    /// <summary>What went wrong, by message.</summary>
    public IReadOnlyDictionary<string, long> Errors => errors;

    /// <summary>Adds a frame.</summary>
    public void Add(StepFrame frame)
    {
        Steps += frame.Steps;
        StepsFailed += frame.StepsFailed;
        RequestsFailed += frame.RequestsFailed;
        BytesReceived += frame.BytesReceived;
        foreach (var (outcome, count) in frame.Outcomes) AddOutcome(outcome, count);
        foreach (var (check, counts) in frame.Checks) AddCheck(check, counts[0], counts[1]);
        foreach (var (error, count) in frame.Errors) AddError(error, count);
        ResponseTime.Add(frame.ResponseTime);
        ResponseTimeFailed.Add(frame.ResponseTimeFailed);
        Duration.Add(frame.Duration);
        ConnectionWait.Add(frame.ConnectionWait);
    }

    /// <summary>Adds another sum.</summary>
    public void Add(StepTotals other)
    {
        Steps += other.Steps;
        StepsFailed += other.StepsFailed;
        RequestsFailed += other.RequestsFailed;
        BytesReceived += other.BytesReceived;
        foreach (var (outcome, count) in other.outcomes) AddOutcome(outcome, count);
        foreach (var (check, (held, failed)) in other.checks) AddCheck(check, held, failed);
        foreach (var (error, count) in other.errors) AddError(error, count);
        ResponseTime.Add(other.ResponseTime);
        ResponseTimeFailed.Add(other.ResponseTimeFailed);
        Duration.Add(other.Duration);
        ConnectionWait.Add(other.ConnectionWait);
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

    private void AddError(string error, long count)
    {
        var key = errors.ContainsKey(error) || errors.Count < StepFrame.MaxErrors ? error : "other";
        errors[key] = errors.GetValueOrDefault(key) + count;
    }
}
