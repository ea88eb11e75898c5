using Harness.Metrics;

namespace Harness.Reports.Sections;

/// <summary>Which steps have a chart of their own, and which is shown first.</summary>
internal static class StepChoice
{
    /// <summary>More would be a page of radio buttons; the others are in the table of steps. The style sheet knows this number.</summary>
    private const int Most = 20;

    /// <summary>All steps together, then the steps whose p95 changed most, in the plan's order; a single step stands alone.</summary>
    public static IReadOnlyList<string> Of(Facts facts)
    {
        if (facts.Steps.Count == 1) return facts.Steps;
        var chosen = facts.Steps.OrderByDescending(step => Change(facts, step)).Take(Most).ToHashSet();
        return [Series.AllSteps, .. facts.Steps.Where(chosen.Contains)];
    }

    /// <summary>The place of the step whose p95 changed most.</summary>
    public static int Shown(Facts facts, IReadOnlyList<string> steps) =>
        Math.Max(0, Enumerable.Range(0, steps.Count).Skip(steps.Count > 1 ? 1 : 0).MaxBy(i => Change(facts, steps[i])));

    /// <summary>How many times its baseline a fault made p95, at most; without faults the p95 itself.</summary>
    private static double Change(Facts facts, string step)
    {
        var baseline = facts.BaselineP95(step);
        var changes = facts.Injected.Select(f => facts.Sums.Within(f.Fault.Name, step).ResponseTime.Percentile(95) / baseline).Where(double.IsFinite).ToList();
        if (changes.Count > 0) return changes.Max();
        return facts.Injected.Count == 0 && double.IsFinite(baseline) ? baseline : 0;
    }
}
