using Harness.Journal;

namespace Harness.Metrics;

/// <summary>One second of one step (or of all steps together), for charts and the console.</summary>
/// <param name="Requests">Sent and completed in it.</param>
/// <param name="Failed">Of them failed.</param>
/// <param name="P50">Milliseconds, of accepted requests; NaN where there was none.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
public readonly record struct SecondPoint(int Requests, int Failed, double P50, double P95, double P99);

/// <summary>The run second by second: one point a second and step, however long the run. The warm-up is in it, at negative seconds.</summary>
public sealed class Series
{
    private readonly Dictionary<string, SortedDictionary<int, SecondPoint>> steps = [];
    private readonly SortedDictionary<int, SecondTotals> seconds = [];
    private readonly List<StepFrame> open = [];
    private readonly List<LoadFrame> loads = [];

    /// <summary>The name under which all steps together are kept.</summary>
    public const string AllSteps = "all steps";

    /// <summary>All loads and the generator, by second.</summary>
    public IReadOnlyDictionary<int, SecondTotals> Seconds => seconds;

    /// <summary>The points of a step or of <see cref="AllSteps"/>; empty where it never ran.</summary>
    public IReadOnlyDictionary<int, SecondPoint> Of(string step) =>
        steps.TryGetValue(step, out var points) ? points : new SortedDictionary<int, SecondPoint>();

    /// <summary>Accepted requests by second and response time, all steps together.</summary>
    public LatencyMap Latency { get; } = new();

    /// <summary>What the targets used, by instance.</summary>
    public TargetUse Targets { get; } = new();

    /// <summary>Takes a frame of the second that is open.</summary>
    public void Add(StepFrame frame)
    {
        open.Add(frame);
        Latency.Add(frame.Second, frame.ResponseTime);
    }

    /// <inheritdoc cref="Add(StepFrame)"/>
    public void Add(LoadFrame frame) => loads.Add(frame);

    /// <summary>Closes a second.</summary>
    public void Close(SecondClosed closed)
    {
        seconds[closed.Second] = SecondTotals.Of(loads, closed);
        foreach (var step in open.GroupBy(f => f.Step)) Set(step.Key, closed.Second, [.. step]);
        Set(AllSteps, closed.Second, open);
        open.Clear();
        loads.Clear();
    }

    private void Set(string step, int second, IReadOnlyList<StepFrame> frames)
    {
        var times = new Histogram();
        foreach (var frame in frames) times.Add(frame.ResponseTime);
        if (!steps.TryGetValue(step, out var points)) steps[step] = points = [];
        points[second] = new(frames.Sum(f => f.Outcomes.Values.Sum()), frames.Sum(f => f.RequestsFailed), times.Percentile(50), times.Percentile(95), times.Percentile(99));
    }
}
