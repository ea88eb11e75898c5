using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>Whether a probe held at the close of a second.</summary>
/// <param name="Probe">Its name.</param>
/// <param name="Met">True where its tolerance holds; no data is unmet.</param>
/// <param name="Number">The measure (milliseconds, share or count) or the status; NaN for no data.</param>
/// <param name="Text">For people where a number does not say it: <c>200</c>, <c>timeout</c>, <c>no data</c>.</param>
public sealed record ProbeState(string Probe, bool Met, double Number, string Text)
{
    /// <summary>The <see cref="Text"/> where nothing was seen.</summary>
    public const string NoData = "no data";

    /// <summary>True where something was seen, be it that the plan sends nothing.</summary>
    public bool HasData => Text != NoData;
}

/// <summary>
/// Probes of a hypothesis or of stop conditions, evaluated at the close of every second over the last seconds of the run. A fold: it sees journal
/// entries only, so a run that is judged live and one that is judged again from its file come to the same.
/// </summary>
public sealed class SteadyState
{
    private readonly IReadOnlyList<Probe> probes;
    private readonly Plan plan;
    private readonly List<StepFrame> open = [];
    private readonly List<LoadFrame> loads = [];
    private readonly Queue<Second> seconds = new();
    private readonly Dictionary<string, ProbeAnswered> answers = [];
    private readonly Dictionary<(string Load, string Selector), int> requests = [];
    private readonly int longest;

    /// <summary>What a window needs of a second: its frames, and the iterations that each load was to send.</summary>
    private sealed record Second(int Number, IReadOnlyList<StepFrame> Frames, IReadOnlyList<(LoadPlan Load, LoadFrame Frame)> Loads);

    /// <summary>Evaluates probes of the plan.</summary>
    public SteadyState(Plan plan, IReadOnlyList<Probe> probes)
    {
        this.plan = plan;
        this.probes = probes;
        longest = (int)MetricProbe.LongestWindow(probes).TotalSeconds;
    }

    /// <summary>The last second that was closed, from t = 0; -1 before the first.</summary>
    public int LastSecond { get; private set; } = -1;

    /// <summary>The probes at the close of <see cref="LastSecond"/>, in the plan's order; empty before the first.</summary>
    public IReadOnlyList<ProbeState> Now { get; private set; } = [];

    /// <summary>True where every window is full and every probe held at the last close: what a fault may be injected into.</summary>
    public bool Holds => LastSecond >= longest - 1 && Now.Count > 0 && Now.All(state => state.Met);

    /// <summary>Takes a frame of the open second.</summary>
    public void Add(StepFrame frame) => open.Add(frame);

    /// <inheritdoc cref="Add(StepFrame)"/>
    public void Add(LoadFrame frame) => loads.Add(frame);

    /// <summary>Takes the answer to an HTTP probe.</summary>
    public void Add(ProbeAnswered answer) => answers[answer.Probe] = answer;

    /// <summary>Closes a second after t = 0 and evaluates all probes.</summary>
    public void Close(int second)
    {
        if (second >= 0)
        {
            var planned = plan.Loads.Join(loads, load => load.Name, frame => frame.Load, (load, frame) => (load, frame));
            seconds.Enqueue(new(second, [.. open.Where(f => f.Stage != StepFrame.WarmUp)], [.. planned]));
            while (seconds.Count > longest) seconds.Dequeue();
            LastSecond = second;
            Now = Evaluate(notBefore: int.MinValue);
        }
        open.Clear();
        loads.Clear();
    }

    /// <summary>The probes over windows that begin at a second or later; a metric probe whose window is not full from there is unmet.</summary>
    public IReadOnlyList<ProbeState> Evaluate(int notBefore) =>
        [.. probes.Select(probe => probe is HttpProbe http ? Evaluate(http) : Evaluate((MetricProbe)probe, notBefore))];

    private ProbeState Evaluate(HttpProbe probe)
    {
        // An answer older than a missed beat and a whole time-out speaks of a time that is over: the prober itself stands still.
        var oldest = TimeSpan.FromSeconds(LastSecond + 1) - HttpProbe.Interval - HttpProbe.Timeout - HttpProbe.Interval;
        if (!answers.TryGetValue(probe.Name, out var answer) || answer.At < oldest) return new(probe.Name, false, double.NaN, ProbeState.NoData);
        return new(probe.Name, answer.Met, double.TryParse(answer.Answer, out var status) ? status : double.NaN, answer.Answer);
    }

    private ProbeState Evaluate(MetricProbe probe, int notBefore)
    {
        var window = (int)probe.Window.TotalSeconds;
        var inside = seconds.Where(s => s.Number > LastSecond - window && s.Number >= notBefore).ToList();
        if (inside.Count < window) return new(probe.Name, false, double.NaN, ProbeState.NoData);
        var sum = new StepTotals();
        foreach (var frame in inside.SelectMany(s => s.Frames))
        {
            if (Matches(frame, probe.Selector)) sum.Add(frame);
        }
        var expected = inside.SelectMany(s => s.Loads).Sum(l => l.Frame.Planned * Requests(l.Load, probe.Selector));
        if (plan.IsOpen && expected == 0 && sum.Steps == 0) return new(probe.Name, true, double.NaN, "paused");
        var measure = Measures.Of(probe.Selector.Metric);
        // What is not told apart by steps is of iterations: none dropped is a number too, and a level has one sample a second.
        var isOfIterations = !measure.Name.Tags.Contains("step");
        var measured = measure.Read(sum, isOfIterations ? Iterations(inside, probe.Selector) : new LoadTotals(), probe.Selector, probe.Expect, probe.Window);
        return (!isOfIterations && measured.Samples < Enough(expected)) || double.IsNaN(measured.Number)
            ? new(probe.Name, false, double.NaN, ProbeState.NoData)
            : new(probe.Name, probe.Expect.Holds(measured.Number), measured.Number, "");
    }

    private static LoadTotals Iterations(IEnumerable<Second> inside, MetricSelector selector)
    {
        var sum = new LoadTotals();
        foreach (var second in inside)
        {
            var frames = second.Loads.Select(l => l.Frame).Where(frame => selector["load"] is not { } name || name == frame.Load).ToList();
            foreach (var frame in frames) sum.Add(frame);
            sum.Look(frames.Sum(frame => frame.VUs), frames.Sum(frame => frame.VUsMax));
        }
        return sum;
    }

    private static bool Matches(StepFrame frame, MetricSelector selector) =>
        new FrameKey(frame.Load, frame.Step, frame.Stage, string.Join('+', frame.Faults)).Matches(selector);

    /// <summary>
    /// How many samples a window must hold. A slow ramp or a pause sends less than 20 and is not "no data"; half of what the plan
    /// sends is asked then, not all of it, because think times carry requests over the edge of a window.
    /// </summary>
    private static double Enough(double expected) => Math.Min(MetricProbe.MinSamples, Math.Floor(expected / 2));

    /// <summary>How many requests of an iteration a selector takes.</summary>
    private int Requests(LoadPlan load, MetricSelector selector)
    {
        if (requests.TryGetValue((load.Name, selector.Text), out var count)) return count;
        count = selector["load"] is { } name && name != load.Name ? 0 : load.Requests.Count(step => selector["step"] is not { } wanted || wanted == step.Name);
        return requests[(load.Name, selector.Text)] = count;
    }
}
