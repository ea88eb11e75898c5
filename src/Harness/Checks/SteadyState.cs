using Harness.Journal;
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
    private readonly List<StepFrame> open = [];
    private readonly List<LoadFrame> loads = [];
    private readonly Dictionary<string, MetricWindow> windows;
    private readonly Dictionary<string, ProbeAnswered> answers = [];
    private readonly int longest;

    /// <summary>Evaluates probes of the plan.</summary>
    internal SteadyState(Plan plan, IReadOnlyList<Probe> probes, LoadTimes times)
    {
        this.probes = probes;
        windows = probes.OfType<MetricProbe>().ToDictionary(probe => probe.Name, probe => new MetricWindow(plan, times, probe.Selector, probe.Expect, probe.Window));
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
            foreach (var window in windows.Values) window.Add(second, open, loads);
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
        var state = windows[probe.Name].Judge(notBefore);
        if (state is { IsFull: true, Met: null }) return new(probe.Name, true, double.NaN, "paused");
        return double.IsNaN(state.Measured.Number) ? new(probe.Name, false, double.NaN, ProbeState.NoData) : new(probe.Name, state.Met == true, state.Measured.Number, "");
    }
}
