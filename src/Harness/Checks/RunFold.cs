using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>
/// All that is known of a run, folded from its journal entry by entry. The live run and <c>harness report</c> use the same fold,
/// so <c>fold(live) == fold(file)</c>.
/// </summary>
public sealed class RunFold : IJournalConsumer
{
    private readonly List<StepFrame> open = [];
    private readonly List<(int Second, IReadOnlyList<string> Faults, Action<string> Book)> undecided = [];
    private readonly List<LoadFrame> openLoads = [];
    private readonly SecondsIn secondsIn = new();
    private readonly LoadTimes times;

    /// <summary>Folds a run of this plan.</summary>
    public RunFold(Plan plan)
    {
        Plan = plan;
        times = new LoadTimes(plan);
        Faults = [.. plan.Faults.Select(fault => new FaultStory { Fault = fault })];
        Thresholds = [.. plan.Thresholds.Select(threshold => new ThresholdFold(plan, times, threshold))];
        StopConditions = plan.StopConditions.Count > 0 ? new StopFold(plan, times) : null;
        Hypothesis = plan.Hypothesis is { } hypothesis ? new HypothesisFold(plan, hypothesis, Faults, times) : null;
    }

    /// <summary>The plan it ran.</summary>
    public Plan Plan { get; }

    /// <summary>The journal's first line; null only before it came.</summary>
    public RunStarted? Start { get; private set; }

    /// <summary>Targets that became ready, in order.</summary>
    public List<TargetReady> Targets { get; } = [];

    /// <summary>What earlier runs left behind, and what became of it.</summary>
    public List<LeftoverHealed> Leftovers { get; } = [];

    /// <summary>When the warm-up began; null where no load was sent.</summary>
    public LoadStarted? LoadStart { get; private set; }

    /// <summary>Every fault of the plan, by time.</summary>
    public IReadOnlyList<FaultStory> Faults { get; }

    /// <summary>The steady state through the run, or null where the plan has no hypothesis.</summary>
    public HypothesisFold? Hypothesis { get; }

    /// <summary>The stop conditions through the run, or null where the plan has none.</summary>
    public StopFold? StopConditions { get; }

    /// <summary>Every threshold of the plan, in its order.</summary>
    public IReadOnlyList<ThresholdFold> Thresholds { get; }

    /// <summary>The sums by load, step, stage and phase.</summary>
    public Totals Totals { get; } = new();

    /// <summary>The run second by second.</summary>
    public Series Series { get; } = new();

    /// <summary>What of the targets' use was not seen, and from when on.</summary>
    public List<SignalsLost> SignalsLost { get; } = [];

    /// <summary>Somebody stopped all faults, or null.</summary>
    public FaultsStopped? FaultsStopped { get; private set; }

    /// <summary>Why the run ended early, in order; empty where it did not.</summary>
    public List<RunStopping> Stops { get; } = [];

    /// <summary>The end of the load; null for a killed run.</summary>
    public LoadEnded? End { get; private set; }

    /// <summary>Loads that came to their end by themselves, and when.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Finished => times.Finished;

    /// <summary>The time of the latest entry, from t = 0.</summary>
    public TimeSpan LastAt { get; private set; }

    /// <summary>How long load was on after t = 0: the plan's duration, or less where the run ended early or all iterations were done.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            var until = Stops.Count > 0 ? Stops[0].At ?? TimeSpan.Zero : times.Over ?? LastAt;
            return until < Plan.Duration ? Max(until, TimeSpan.Zero) : Plan.Duration;
        }
    }

    /// <summary>True once the last entry of the load has come, and the phases of all frames are decided.</summary>
    public bool IsComplete { get; private set; }

    /// <inheritdoc/>
    public void Consume(Entry entry)
    {
        if (entry.At is { } at && at > LastAt) LastAt = at;
        switch (entry)
        {
            case RunStarted start: Start = start; break;
            case LeftoverHealed leftover: Leftovers.Add(leftover); break;
            case TargetReady ready: Targets.Add(ready); break;
            case LoadStarted started: LoadStart = started; break;
            case StepFrame frame: Add(frame); break;
            case LoadFrame frame: Add(frame); break;
            case SecondClosed closed: Close(closed); break;
            case LoadFinished finished: Apply(finished); break;
            case TargetFrame frame: Series.Targets.Add(frame); break;
            case SignalsLost lost: SignalsLost.Add(lost); break;
            case ProbeAnswered answer: Add(answer); break;
            case FaultChanged change: Apply(change); break;
            case FaultsStopped stopped: FaultsStopped ??= stopped; break;
            case RunStopping stop: Apply(stop); break;
            case LoadEnded end: End = end; Complete(); break;
        }
    }

    /// <summary>Decides what is still open; called by itself at the end of the load, and by the reader of a killed run's journal.</summary>
    public void Complete()
    {
        if (IsComplete) return;
        IsComplete = true;
        Decide(int.MaxValue);
    }

    /// <summary>The number that an expression asks of a selector, over the whole run.</summary>
    public Measured Read(MetricSelector selector, Expectation expectation) =>
        Measures.Of(selector.Metric).Read(Totals.Select(selector), LoadOf(selector), selector, expectation, secondsIn.Of(selector));

    private LoadTotals LoadOf(MetricSelector selector) => selector["load"] is { } load ? Totals.LoadOf(load) : Totals.Load;

    /// <summary>The sum over one phase; <see cref="FrameKey.Baseline"/> and the others included.</summary>
    public StepTotals InPhase(string phase, string? step = null) =>
        Totals.Select(step, key => (step is null || key.Step == step) && (key.Phase == phase || key.Phase.Split('+').Contains(phase)));

    /// <summary>True where all iterations were done before the time of the loads was over.</summary>
    public bool IsOverEarly => Stops.Count == 0 && times.Over < Plan.Duration;

    private void Add(StepFrame frame)
    {
        open.Add(frame);
        Series.Add(frame);
        Hypothesis?.State.Add(frame);
        StopConditions?.Add(frame);
    }

    private void Add(LoadFrame frame)
    {
        openLoads.Add(frame);
        Totals.Add(frame);
        Series.Add(frame);
        Hypothesis?.State.Add(frame);
        StopConditions?.Add(frame);
    }

    private void Add(ProbeAnswered answer)
    {
        Hypothesis?.State.Add(answer);
        StopConditions?.Add(answer);
    }

    private void Apply(FaultChanged change)
    {
        if (Faults.FirstOrDefault(f => f.Fault.Name == change.Fault) is not { } story) return;
        story.Apply(change);
        Hypothesis?.Apply(story, change);
        if (Stops.Count > 0) story.RecoveryJudged = false;
    }

    private void Apply(LoadFinished finished)
    {
        times.Finish(finished.Load, finished.At ?? TimeSpan.Zero);
        Hypothesis?.Finish();
    }

    /// <summary>A run that is stopped sees no recovery any more: what was not seen until then is judged neither way.</summary>
    private void Apply(RunStopping stop)
    {
        Stops.Add(stop);
        times.Stop(stop.At ?? TimeSpan.Zero);
        foreach (var story in Faults.Where(f => f.TimeToRecover is null)) story.RecoveryJudged = false;
    }

    private void Close(SecondClosed closed)
    {
        Totals.Close(closed);
        Series.Close(closed);
        // After a stop the load ends: a steady state that is gone for want of requests says nothing.
        if (Stops.Count == 0) Hypothesis?.Close(closed.Second);
        if (Stops.Count == 0) StopConditions?.Close(closed.Second, Finished.Count < Plan.Loads.Count);
        foreach (var step in open) undecided.Add((closed.Second, step.Faults, phase => Book(step, phase)));
        CountSecond(closed);
        Decide(closed.Second);
        CloseThresholds(closed.Second);
        open.Clear();
        openLoads.Clear();
    }

    private void Book(StepFrame frame, string phase)
    {
        Totals.Add(frame, phase);
        foreach (var threshold in Thresholds.Where(t => t.NeedsPhase)) threshold.Add(frame, phase);
    }

    /// <summary>A threshold without a phase sees a second at its close, so that it can end the run in time.</summary>
    private void CloseThresholds(int second)
    {
        foreach (var threshold in Thresholds)
        {
            if (!threshold.NeedsPhase)
            {
                foreach (var step in open) threshold.Add(step, "");
            }
            if (second >= 0 && Stops.Count == 0) threshold.Close(second, open, openLoads, LoadOf(threshold.Threshold.Selector), secondsIn.Of(threshold.Threshold.Selector));
        }
    }

    /// <summary>
    /// Frames without a fault in force are baseline before the first fault. After it they wait, at most for the longest window, until it is
    /// known whether the second they belong to was before or after the recovery.
    /// </summary>
    private void Decide(int second)
    {
        var window = (int)(Plan.Hypothesis?.Window.TotalSeconds ?? 0);
        undecided.RemoveAll(item =>
        {
            if (Phase(item.Faults, item.Second, second, window) is not { } phase) return false;
            item.Book(phase);
            return true;
        });
    }

    private string? Phase(IReadOnlyList<string> faults, int second, int now, int window)
    {
        if (faults.Count > 0) return string.Join('+', faults);
        if (!Faults.Any(f => f.HealedAt < TimeSpan.FromSeconds(second + 1))) return FrameKey.Baseline;
        if (Hypothesis is null) return FrameKey.After;
        if (Hypothesis.RecoveredSecond is { } recovered) return second < recovered && !WasRecovered(second) ? FrameKey.Recovery : FrameKey.After;
        return second + window <= now || IsComplete ? FrameKey.Recovery : null;
    }

    private bool WasRecovered(int second) => Faults.Any(f => f.RecoveredSecond is { } from && from <= second) &&
        !Faults.Any(f => f.HealedAt is { } healed && healed.TotalSeconds <= second && (f.RecoveredSecond is not { } from || from > second));

    /// <summary>Counts the time of a second for the rates of counters, cut where a fault came or went; what no fault is in has the phase of the second's frames.</summary>
    private void CountSecond(SecondClosed closed)
    {
        if (closed.Second < 0) return;
        var (from, to) = (TimeSpan.FromSeconds(closed.Second), TimeSpan.FromSeconds(closed.Second + 1));
        if (closed.At < to) to = closed.At.Value;
        List<TimeSpan> edges = [from, .. Faults.SelectMany(f => (TimeSpan?[])[f.InjectingAt, f.HealedAt]).OfType<TimeSpan>().Where(at => from < at && at < to).Distinct().Order(), to];
        foreach (var (begin, end) in edges.Zip(edges.Skip(1)))
        {
            var inForce = Faults.Where(f => f.State != FaultState.Skipped && f.InjectingAt <= begin && !(f.HealedAt <= begin)).Select(f => f.Fault.Name).ToList();
            List<LoadPart> parts = [.. Plan.Loads.SelectMany(load => times.PartsOf(load, begin, end))];
            if (parts.Count > 0) undecided.Add((closed.Second, inForce, phase => secondsIn.Add(parts, phase)));
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
