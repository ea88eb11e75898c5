using Harness.Checks;
using Harness.Metrics;
using Harness.Reports.Sections;

namespace Harness.Reports.Targets;

/// <summary>What was found of the targets' use, in a sentence or two.</summary>
internal static class TargetLead
{
    /// <summary>From this share of its limit on, memory is worth a sentence.</summary>
    private const double Near = 0.8;

    /// <summary>The sentences, or nothing where nothing was measured after the warm-up.</summary>
    public static string Of(Facts facts)
    {
        var targets = facts.Targets;
        if (targets.All.Count == 0 || targets.All[0] is not { CpuPeak: { } peak } busiest) return "";
        var name = targets.NameOf(busiest);
        var subject = targets.All.Count == 1 ? $"{name} used at most" : $"The busiest target was {name}:";
        return $"{subject} {Cores(peak.Cpu, busiest.Series.CpuLimit)} at {Moment(facts, peak.Second)}.{Memory(facts)}";
    }

    private static string Cores(double used, double? limit) =>
        $"{Numbers.Digits(used)}{(limit is { } most ? $" of {Numbers.Plain(most)}" : "")}\u00a0{(limit is 1 ? "core" : "cores")}";

    private static string Memory(Facts facts)
    {
        double Share(TargetTotals one) => one.MemoryPeak?.Memory / one.Series.MemoryLimit ?? 0;
        var fullest = facts.Targets.All.MaxBy(Share)!;
        if (Share(fullest) < Near || fullest.MemoryPeak is not { } peak) return "";
        var (held, most) = (peak.Memory / TargetMeasure.MebiByte, fullest.Series.MemoryLimit!.Value / TargetMeasure.MebiByte);
        return $" Memory came nearest to its limit in {facts.Targets.NameOf(fullest)}: {Numbers.Digits(held)} of {Numbers.Plain(most)}\u00a0MiB at {Moment(facts, peak.Second)}.";
    }

    private static string Moment(Facts facts, int second)
    {
        var during = facts.Injected.Where(story => story.WasInForce(TimeSpan.FromSeconds(second + 1))).Select(story => story.Fault.Name).ToList();
        return Words.Clock(second) + (during.Count > 0 ? $", during {Words.List(during)}" : "");
    }
}
