using Harness.Journal;
using Harness.Plans;

namespace Harness.Metrics;

/// <summary>All numbers of a run, by load, step, stage and phase; any selection is a sum of some of them. The warm-up is not in them.</summary>
public sealed class Totals
{
    private readonly Dictionary<FrameKey, StepTotals> byKey = [];
    private readonly Dictionary<string, List<(FrameKey Key, StepTotals Totals)>> byStep = [];
    private readonly Dictionary<string, LoadTotals> loads = [];
    private int busy, most;

    /// <summary>The iterations of all loads together.</summary>
    public LoadTotals Load { get; } = new();

    /// <summary>The iterations of one load; empty where it never ran.</summary>
    public LoadTotals LoadOf(string name) => loads.GetValueOrDefault(name) ?? new LoadTotals();

    /// <summary>Adds a load frame.</summary>
    public void Add(LoadFrame frame)
    {
        Load.Add(frame);
        if (!loads.TryGetValue(frame.Load, out var totals)) loads[frame.Load] = totals = new LoadTotals();
        totals.Add(frame);
        if (frame.Second < 0) return;
        totals.Look(frame.VUs, frame.VUsMax);
        (busy, most) = (busy + frame.VUs, most + frame.VUsMax);
    }

    /// <summary>Ends a second: virtual users of all loads are added up.</summary>
    public void Close(SecondClosed closed)
    {
        if (closed.Second >= 0) Load.Look(busy, most);
        (busy, most) = (0, 0);
    }

    /// <summary>Adds a step frame under its phase.</summary>
    public void Add(StepFrame frame, string phase)
    {
        if (frame.Stage == StepFrame.WarmUp) return;
        var key = new FrameKey(frame.Load, frame.Step, frame.Stage, phase);
        if (!byKey.TryGetValue(key, out var totals))
        {
            byKey[key] = totals = new StepTotals();
            if (!byStep.TryGetValue(frame.Step, out var ofStep)) byStep[frame.Step] = ofStep = [];
            ofStep.Add((key, totals));
        }
        totals.Add(frame);
    }

    /// <summary>Requests of all loads that ended so: a status class, or a transport error.</summary>
    public long Ended(string outcome) => byKey.Values.Sum(totals => totals.Outcomes.GetValueOrDefault(outcome));

    /// <summary>The sum of everything that the selector's load, step, stage and phase match.</summary>
    public StepTotals Select(MetricSelector selector) => Select(selector["step"], key => key.Matches(selector));

    /// <summary>The sum of what is chosen of one step, or of all where it is null.</summary>
    public StepTotals Select(string? step, Func<FrameKey, bool> chosen)
    {
        if (step is null) return Select(chosen);
        var sum = new StepTotals();
        foreach (var (key, totals) in byStep.GetValueOrDefault(step) ?? [])
        {
            if (chosen(key)) sum.Add(totals);
        }
        return sum;
    }

    /// <summary>The sum of everything under the keys chosen.</summary>
    public StepTotals Select(Func<FrameKey, bool> chosen)
    {
        var sum = new StepTotals();
        foreach (var (key, totals) in byKey)
        {
            if (chosen(key)) sum.Add(totals);
        }
        return sum;
    }

    /// <summary>The keys there are of a step.</summary>
    public IEnumerable<FrameKey> KeysOf(string step) => (byStep.GetValueOrDefault(step) ?? []).Select(one => one.Key);

    /// <summary>The keys there are.</summary>
    public IReadOnlyCollection<FrameKey> Keys => byKey.Keys;
}
