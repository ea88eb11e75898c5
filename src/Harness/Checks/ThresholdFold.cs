using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>
/// Follows one threshold second by second: what it measures so far, when it was first breached, and whether it ends the run. A fold like all
/// others, so a run that is judged again from its file comes to the same.
/// </summary>
public sealed class ThresholdFold(Plan plan, Threshold threshold)
{
    private readonly StepTotals sum = new();
    private readonly Queue<(int Second, IReadOnlyList<StepFrame> Steps, IReadOnlyList<LoadFrame> Loads)> window = new();
    private readonly MetricSelector selector = threshold.Selector;
    private readonly Measure measure = Measures.Of(threshold.Selector.Metric);

    /// <summary>What is asked.</summary>
    public Threshold Threshold => threshold;

    /// <summary>The number at the last close: of the whole run so far, or of the last window.</summary>
    public Measured Now { get; private set; } = new(double.NaN, 0);

    /// <summary>The worst window so far; null without a window, or before the first that had enough samples.</summary>
    public Measured? WorstWindow { get; private set; }

    /// <summary>
    /// The close, from t = 0, of the first second that showed it unmet. A lower bound over the whole run (<c>count&gt;100</c>) is unmet until it is
    /// reached, which is no breach: it has no such time.
    /// </summary>
    public TimeSpan? FirstBreach { get; private set; }

    /// <summary>When it asked for the end of the run; null where it did not.</summary>
    public TimeSpan? AbortedAt { get; private set; }

    /// <summary>True where its frames wait until their phase is decided.</summary>
    internal bool NeedsPhase => selector["phase"] is not null;

    /// <summary>Whether a number meets the expression; null where it is of too few samples.</summary>
    public bool? Holds(Measured measured) => HasData(measured) ? threshold.Expression.Holds(measured.Number) : null;

    /// <summary>A counter without events is 0; all others without enough samples are no data.</summary>
    private bool HasData(Measured measured) => measure.Counter is not null || (!double.IsNaN(measured.Number) && measured.Samples >= threshold.MinSamples);

    /// <summary>Takes a frame whose phase is known.</summary>
    internal void Add(StepFrame frame, string phase)
    {
        if (Matches(frame, phase)) sum.Add(frame);
    }

    private bool Matches(StepFrame frame, string phase) => frame.Stage != StepFrame.WarmUp && new FrameKey(frame.Load, frame.Step, frame.Stage, phase).Matches(selector);

    /// <summary>Closes a second after t = 0.</summary>
    /// <param name="second">The second.</param>
    /// <param name="steps">Its frames.</param>
    /// <param name="loads">Of the loads.</param>
    /// <param name="load">The sums of the loads that are selected.</param>
    /// <param name="elapsed">What a counter's rate is over.</param>
    internal void Close(int second, IReadOnlyList<StepFrame> steps, IReadOnlyList<LoadFrame> loads, LoadTotals load, TimeSpan elapsed)
    {
        if (threshold.Window is not null) Slide(second, steps, loads);
        else Now = measure.Read(sum, load, selector, threshold.Expression, elapsed);
        var closed = TimeSpan.FromSeconds(second + 1);
        if (closed > plan.Duration || Holds(Now) != false) return;
        if (threshold.Window is not null || !IsFloor) FirstBreach ??= closed;
        if (threshold.AbortOnFail && closed >= threshold.DelayAbortEval) AbortedAt ??= closed;
    }

    private bool IsFloor => threshold.Expression.Comparison is not (Comparison.Less or Comparison.LessOrEqual);

    private void Slide(int second, IReadOnlyList<StepFrame> steps, IReadOnlyList<LoadFrame> loads)
    {
        var length = (int)threshold.Window!.Value.TotalSeconds;
        window.Enqueue((second, [.. steps.Where(frame => Matches(frame, ""))], [.. loads.Where(frame => selector["load"] is not { } name || name == frame.Load)]));
        if (window.Count > length) window.Dequeue();
        Now = new(double.NaN, 0);
        if (window.Count < length || second >= plan.Duration.TotalSeconds) return;
        var (inside, load) = (new StepTotals(), new LoadTotals());
        foreach (var (_, stepFrames, loadFrames) in window)
        {
            foreach (var frame in stepFrames) inside.Add(frame);
            foreach (var frame in loadFrames) load.Add(frame);
        }
        Now = measure.Read(inside, load, selector, threshold.Expression, threshold.Window.Value);
        if (HasData(Now) && (WorstWindow is not { } worst || IsWorse(Now.Number, worst.Number))) WorstWindow = Now;
    }

    private bool IsWorse(double number, double than) => threshold.Expression.Comparison switch
    {
        Comparison.Less or Comparison.LessOrEqual => number > than,
        Comparison.Greater or Comparison.GreaterOrEqual => number < than,
        _ => !threshold.Expression.Holds(number) && threshold.Expression.Holds(than),
    };
}
