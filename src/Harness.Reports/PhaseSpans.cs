using Harness.Checks;
using Harness.Journal;
using Harness.Metrics;
using Harness.Reports.Charts;

namespace Harness.Reports;

/// <summary>Cuts the time of a run at every change of phase.</summary>
internal static class PhaseSpans
{
    /// <summary>The stretches from the axis's beginning to its end, in order.</summary>
    public static IReadOnlyList<PhaseSpan> Of(RunFold run, TimeAxis axis)
    {
        var cuts = run.Faults.SelectMany(f => (double?[])[f.InjectingAt?.TotalSeconds, f.HealedAt?.TotalSeconds, f.RecoveredSecond])
            .OfType<double>().Append(0).Where(t => t > axis.From && t < axis.To).Append(axis.From).Append(axis.To).Distinct().Order().ToList();
        var spans = new List<PhaseSpan>();
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            var middle = TimeSpan.FromSeconds((from + to) / 2);
            var faults = run.Faults.Where(f => f.InjectingAt <= middle && !(f.HealedAt <= middle)).OrderBy(f => f.InjectingAt).ToList();
            var name = Name(run, middle, faults);
            if (spans.Count > 0 && spans[^1].Name == name) spans[^1] = spans[^1] with { To = to };
            else spans.Add(new(from, to, name, faults));
        }
        return spans;
    }

    private static string Name(RunFold run, TimeSpan at, List<FaultStory> faults)
    {
        if (at < TimeSpan.Zero) return StepFrame.WarmUp;
        if (faults.Count > 0) return string.Join('+', faults.Select(f => f.Fault.Name));
        var last = run.Faults.Where(f => f.HealedAt <= at).MaxBy(f => f.HealedAt);
        if (last is null) return FrameKey.Baseline;
        return run.Hypothesis is null || last.RecoveredSecond <= at.TotalSeconds ? FrameKey.After : FrameKey.Recovery;
    }
}
