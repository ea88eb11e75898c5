using Harness.Journal;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>
/// Follows the steady state through the faults: before, during, after. Gate and recovery use the same windows, so the proof that
/// one fault is over is at the same time the gate of the next.
/// </summary>
public sealed class HypothesisFold
{
    /// <summary>Columns of <see cref="Record"/> beside the faults' names.</summary>
    public const string Before = "before", After = "after";

    private readonly Plan plan;
    private readonly IReadOnlyList<FaultStory> faults;
    private readonly LoadTimes times;
    private readonly Dictionary<(string Probe, string Part), ProbeRecord> records = [];
    private readonly Dictionary<string, List<IReadOnlyList<ProbeState>>> sinceHealed = [];
    private readonly int window;
    private readonly TimeSpan lastCheckAt;

    /// <summary>Follows the plan's hypothesis; the stories are filled in.</summary>
    internal HypothesisFold(Plan plan, Hypothesis hypothesis, IReadOnlyList<FaultStory> faults, LoadTimes times)
    {
        this.plan = plan;
        this.times = times;
        this.faults = faults;
        Hypothesis = hypothesis;
        State = new SteadyState(plan, hypothesis.SteadyState, times);
        window = (int)hypothesis.Window.TotalSeconds;
        lastCheckAt = LastCheckAt(plan);
    }

    /// <summary>What is judged.</summary>
    public Hypothesis Hypothesis { get; }

    /// <summary>The probes themselves.</summary>
    public SteadyState State { get; }

    /// <summary>The probes at the last check before the ramp-down, or null where the run did not come so far or a fault was on.</summary>
    public IReadOnlyList<ProbeState>? LastCheck { get; private set; }

    /// <summary>When the last check is: where the final ramp-down begins, else at the end of the load.</summary>
    public static TimeSpan LastCheckAt(Plan plan)
    {
        var last = plan.Loads.Where(load => load.End == plan.Duration);
        return last.Min(load => (load.Stages.Count > 1 ? load.Stages[^2].Target : load.Start) > load.Stages[^1].Target ? load.End - load.Stages[^1].Duration : load.End);
    }

    /// <summary>How a probe did <see cref="Before"/> the first fault, during a fault (its name), or <see cref="After"/> the last one.</summary>
    public ProbeRecord Record(string probe, string part) => records.GetValueOrDefault((probe, part)) ?? new ProbeRecord();

    /// <summary>True where no healed fault is still waiting for its recovery: a second without faults is then <c>after</c>.</summary>
    public bool Recovered => sinceHealed.Count == 0;

    /// <summary>The second from which the last recovery counts, or null while one is awaited.</summary>
    public int? RecoveredSecond { get; private set; }

    /// <summary>Takes a change of a fault's state, after its story did.</summary>
    public void Apply(FaultStory story, FaultChanged change)
    {
        if (change.State is not (FaultState.Healed or FaultState.Lost)) return;
        // A recovery can be seen only where a whole window lies between healed and the end of the load.
        story.RecoveryJudged = story.Fault.Until is not null && SeenAt(change.At!.Value) <= (times.Over < plan.Duration ? times.Over : plan.Duration);
        sinceHealed[story.Fault.Name] = [];
        RecoveredSecond = null;
    }

    /// <summary>All loads are over, before their time where all iterations were done: a recovery that was still to come could not be seen, and is judged neither way.</summary>
    public void Finish()
    {
        if (!(times.Over < plan.Duration)) return;
        foreach (var story in faults.Where(f => f.RecoveryJudged && f.TimeToRecover is null && SeenAt(f.HealedAt!.Value) + Hypothesis.RecoverWithin > times.Over)) story.RecoveryJudged = false;
    }

    /// <summary>When a recovery at once would be seen: after a whole window.</summary>
    private TimeSpan SeenAt(TimeSpan healed) => TimeSpan.FromSeconds(Math.Floor(healed.TotalSeconds) + window);

    /// <summary>Closes a second: evaluates, dates breaches, looks for recoveries.</summary>
    public void Close(int second)
    {
        State.Close(second);
        if (second < 0) return;
        var closed = TimeSpan.FromSeconds(second + 1);
        if (closed <= plan.Duration)
        {
            Note(closed);
            Detect(closed);
            if (closed == Floor(lastCheckAt) && !faults.Any(f => f.InForce)) LastCheck = State.Now;
        }
        Recover(second);
    }

    private void Note(TimeSpan closed)
    {
        var active = faults.Where(f => f.WasInForce(closed)).Select(f => f.Fault.Name).ToList();
        var began = faults.Any(f => f.InjectingAt is not null);
        if (active.Count == 0 && closed > lastCheckAt) return;
        if (!began && State.LastSecond < window - 1) return;
        foreach (var part in active.Count > 0 ? active : [began ? After : Before])
        {
            if (part == After && !Recovered) continue;
            foreach (var (probe, state) in Hypothesis.SteadyState.Zip(State.Now))
            {
                if (!records.TryGetValue((probe.Name, part), out var record)) records[(probe.Name, part)] = record = new ProbeRecord();
                record.Add(state, HigherIsWorse(probe));
            }
        }
    }

    private static bool HigherIsWorse(Probe probe) => probe is not MetricProbe metric || ProbeText.HigherIsWorse(metric.Expect);

    private void Detect(TimeSpan closed)
    {
        if (State.Now.FirstOrDefault(state => !state.Met) is not { } broken) return;
        foreach (var story in faults.Where(f => f.ActiveAt < closed && f.WasInForce(closed) && f.FirstBreach is null))
        {
            story.FirstBreach = broken;
            story.TimeToDetect = closed - story.ActiveAt;
        }
    }

    /// <summary>
    /// Recovered is the first second from which every probe holds for a whole window, with windows that start anew at healed: a probe's
    /// own window may be shorter than the longest, then it must hold at every close inside.
    /// </summary>
    private void Recover(int second)
    {
        foreach (var story in faults.Where(f => sinceHealed.ContainsKey(f.Fault.Name)).ToList())
        {
            var first = (int)Math.Floor(story.HealedAt!.Value.TotalSeconds);
            if (second < first) continue;
            var history = sinceHealed[story.Fault.Name];
            history.Add(State.Evaluate(notBefore: first));
            if (history.Count > window) history.RemoveAt(0);
            if (history.Count < window || !HeldThroughout(history)) continue;
            var from = second - window + 1;
            story.RecoveredSecond = from;
            story.TimeToRecover = from <= story.HealedAt.Value.TotalSeconds ? TimeSpan.Zero : TimeSpan.FromSeconds(from) - story.HealedAt.Value;
            sinceHealed.Remove(story.Fault.Name);
            RecoveredSecond = from;
        }
    }

    private bool HeldThroughout(List<IReadOnlyList<ProbeState>> history)
    {
        for (var p = 0; p < Hypothesis.SteadyState.Count; p++)
        {
            var own = Hypothesis.SteadyState[p] is MetricProbe metric ? (int)metric.Window.TotalSeconds : 1;
            for (var i = own - 1; i < history.Count; i++)
            {
                if (!history[i][p].Met) return false;
            }
        }
        return true;
    }

    private static TimeSpan Floor(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds));
}
