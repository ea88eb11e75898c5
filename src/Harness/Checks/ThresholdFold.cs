using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>
/// Follows one threshold second by second: what it measures so far, when it was first breached, and whether it ends the run. A fold like all
/// others, so a run that is judged again from its file comes to the same.
/// </summary>
public sealed class ThresholdFold
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly StepTotals sum = new();
    private readonly Plan plan;
    private readonly Threshold threshold;
    private readonly LoadTimes times;
    private readonly MetricSelector selector;
    private readonly Measure measure;
    private readonly MetricWindow? window;

    /// <summary>Follows a threshold of a plan.</summary>
    internal ThresholdFold(Plan plan, LoadTimes times, Threshold threshold)
    {
        (this.plan, this.times, this.threshold, selector) = (plan, times, threshold, threshold.Selector);
        measure = Measures.Of(selector.Metric);
        window = threshold.Window is { } length ? new(plan, times, selector, threshold.Expression, length, threshold.MinSamples) : null;
    }

    /// <summary>What is asked.</summary>
    public Threshold Threshold => threshold;

    /// <summary>The number at the last close: of the whole run so far, or of the last window.</summary>
    public Measured Now { get; private set; } = new(double.NaN, 0);

    /// <summary>The worst window so far, NaN for one without data; null without a window, or before the first that could be judged.</summary>
    public Measured? WorstWindow { get; private set; }

    /// <summary>
    /// The close, from t = 0, of the first second that showed it unmet. A count over the whole run that must reach something (<c>count&gt;100</c>), or
    /// its rate, is unmet until it does, which is no breach: it has no such time.
    /// </summary>
    public TimeSpan? FirstBreach { get; private set; }

    /// <summary>When it asked for the end of the run; null where it did not, or where the load was over anyway.</summary>
    public TimeSpan? AbortedAt { get; private set; }

    /// <summary>The number at <see cref="AbortedAt"/>; what comes after may look better again.</summary>
    public Measured? AtAbort { get; private set; }

    /// <summary>True where its frames wait until their phase is decided.</summary>
    internal bool NeedsPhase => selector["phase"] is not null;

    /// <summary>Whether a number meets the expression; null where it is of too few samples.</summary>
    public bool? Holds(Measured measured) => HasData(measured) ? threshold.Expression.Holds(measured.Number) : null;

    /// <summary>A count without events is 0; all others without enough samples are no data. A window knows itself whether it has any.</summary>
    private bool HasData(Measured measured) =>
        !double.IsNaN(measured.Number) && (window is not null || measure.Counts(threshold.Expression) || measured.Samples >= (threshold.MinSamples ?? 1));

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
        var closed = TimeSpan.FromSeconds(second + 1);
        var met = window is not null ? Slide(second, steps, loads) : SoFar(load, elapsed, closed);
        if (met != false || closed > plan.Duration) return;
        FirstBreach ??= closed;
        // Where the load is over there is nothing left to end: what holds then is the number of the whole run.
        if (!threshold.AbortOnFail || AbortedAt is not null || closed < threshold.DelayAbortEval || closed >= plan.Duration || times.Over is not null) return;
        (AbortedAt, AtAbort) = (closed, Now);
    }

    /// <summary>
    /// The whole run up to now. A count may still reach what it must, and so may its rate, unless that shall end the run; over less than a second
    /// of what is selected a rate says nothing yet.
    /// </summary>
    private bool? SoFar(LoadTotals load, TimeSpan elapsed, TimeSpan closed)
    {
        Now = measure.Read(sum, load, selector, threshold.Expression, elapsed);
        if (Holds(Now) != false) return Holds(Now);
        if (!measure.Counts(threshold.Expression)) return false;
        var isRate = threshold.Expression.Aggregate == Aggregate.Rate;
        if (isRate && elapsed < Second) return null;
        return threshold.Expression.IsLost(Now.Number) || (isRate && threshold.AbortOnFail && closed >= threshold.DelayAbortEval) ? false : null;
    }

    private bool? Slide(int second, IReadOnlyList<StepFrame> steps, IReadOnlyList<LoadFrame> loads)
    {
        Now = new(double.NaN, 0);
        if (second >= plan.Duration.TotalSeconds) return null;
        window!.Add(second, steps, loads);
        var state = window.Judge();
        if (state.Met is null) return null;
        Now = state.Measured;
        if (WorstWindow is not { } worst || IsWorse(Now.Number, worst.Number)) WorstWindow = Now;
        return state.Met;
    }

    /// <summary>No data is the worst of all.</summary>
    private bool IsWorse(double number, double than) => !double.IsNaN(than) && (double.IsNaN(number) || threshold.Expression.Comparison switch
    {
        Comparison.Less or Comparison.LessOrEqual => number > than,
        Comparison.Greater or Comparison.GreaterOrEqual => number < than,
        _ => !threshold.Expression.Holds(number) && threshold.Expression.Holds(than),
    });
}
