using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports;

/// <summary>Sums of a run's numbers, each made once: a sum merges histograms, and the sections of a page ask for the same few again and again.</summary>
internal sealed class Sums(RunFold run)
{
    private readonly Dictionary<(string? Step, string? Phase, bool IsExact), StepTotals> made = [];

    /// <summary>A step over the whole run, or in exactly this phase.</summary>
    public StepTotals Of(string step, string? phase = null) =>
        Make((step, phase, true), () => run.Totals.Select(step, key => phase is null || key.Phase == phase));

    /// <summary>All phases that contain a fault (or the one of that name), of one step or of all.</summary>
    public StepTotals Within(string phase, string? step = null) => Make((step, phase, false), () => run.InPhase(phase, step));

    private StepTotals Make((string?, string?, bool) key, Func<StepTotals> make)
    {
        if (!made.TryGetValue(key, out var sum)) made[key] = sum = make();
        return sum;
    }
}
