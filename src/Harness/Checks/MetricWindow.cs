using Harness.Journal;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>What the last seconds say of an expression.</summary>
/// <param name="IsFull">False before the first window is.</param>
/// <param name="Met">No data is unmet; null where nothing could be expected of the window: the selection has not begun, pauses, or is done.</param>
/// <param name="Measured">The number; NaN for no data.</param>
internal sealed record WindowState(bool IsFull, bool? Met, Measured Measured);

/// <summary>The last seconds of a selection, for thresholds with a window and for probes alike.</summary>
internal sealed class MetricWindow(Plan plan, LoadTimes times, MetricSelector selector, Expectation expect, TimeSpan length, int? minSamples = null)
{
    private sealed record Second(int Number, IReadOnlyList<StepFrame> Steps, IReadOnlyList<LoadFrame> Loads, PlannedSecond Planned);

    private readonly PlannedSamples planned = new(plan, times, selector);
    private readonly Measure measure = Measures.Of(selector.Metric);
    private readonly Queue<Second> seconds = new();

    /// <summary>Takes a second after t = 0.</summary>
    public void Add(int second, IEnumerable<StepFrame> steps, IReadOnlyList<LoadFrame> loads)
    {
        seconds.Enqueue(new(second, [.. steps.Where(Matches)], [.. loads.Where(frame => selector["load"] is not { } name || name == frame.Load)], planned.Of(second, loads)));
        if (seconds.Count > length.TotalSeconds) seconds.Dequeue();
    }

    private bool Matches(StepFrame frame) => frame.Stage != StepFrame.WarmUp && new FrameKey(frame.Load, frame.Step, frame.Stage, "").Matches(selector);

    /// <summary>Judges the window that ends with the last second taken.</summary>
    /// <param name="notBefore">Seconds before this one are not looked at: a window that needs them is not full.</param>
    public WindowState Judge(int notBefore = int.MinValue)
    {
        var inside = seconds.Where(second => second.Number >= notBefore).ToList();
        if (inside.Count < length.TotalSeconds) return new(false, null, new(double.NaN, 0));
        var measured = Read(inside);
        var on = inside.Aggregate(TimeSpan.Zero, (sum, second) => sum + second.Planned.On);
        var met = on == TimeSpan.Zero ? null
            : measure.Level is not null ? expect.Holds(measured.Number)
            : measure.Counts(expect) ? Counted(measured, on)
            : Sampled(measured, inside, on);
        return new(true, met, met is null || HasData(measured, inside, on) ? measured : measured with { Number = double.NaN });
    }

    private Measured Read(List<Second> inside)
    {
        var (steps, load) = (new StepTotals(), new LoadTotals());
        foreach (var second in inside)
        {
            foreach (var frame in second.Steps) steps.Add(frame);
            foreach (var frame in second.Loads) load.Add(frame);
            load.Look(second.Loads.Sum(frame => frame.VUs), second.Loads.Sum(frame => frame.VUsMax));
        }
        return measure.Read(steps, load, selector, expect, length);
    }

    /// <summary>A window that lies in the selection only in part cannot have reached what is asked of a whole one.</summary>
    private bool? Counted(Measured measured, TimeSpan on) => expect.Holds(measured.Number) ? true : on == length || expect.IsLost(measured.Number) ? false : null;

    private bool? Sampled(Measured measured, List<Second> inside, TimeSpan on)
    {
        if (HasData(measured, inside, on)) return expect.Holds(measured.Number);
        // Too few for the plan's own wish is no data only where the plan sends so many.
        return measured.Samples < Enough(inside, on) || inside.Sum(second => second.Planned.Samples) >= minSamples ? false : null;
    }

    private bool HasData(Measured measured, List<Second> inside, TimeSpan on) =>
        !double.IsNaN(measured.Number) && (measure.Level is not null || measure.Counts(expect) || measured.Samples >= (minSamples ?? Enough(inside, on)));

    /// <summary>
    /// How many samples a window must hold where the plan does not say. A slow ramp sends less than 20 and is not "no data"; half of what the
    /// plan sends is asked then, not all of it, because think times carry requests over the edge of a window.
    /// </summary>
    private double Enough(List<Second> inside, TimeSpan on)
    {
        if (!planned.IsForeseen) return 0;
        // Virtual users that are at it all the time and start nothing hang.
        var least = on == length && inside.Exists(second => second.Planned.IsClosed) ? 1 : 0;
        var expected = Math.Max(least, inside.Sum(second => second.Planned.Samples));
        return expected < 1 ? 0 : Math.Clamp(Math.Floor(expected / 2), 1, MetricProbe.MinSamples);
    }
}
