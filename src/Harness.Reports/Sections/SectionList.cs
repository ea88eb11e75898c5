namespace Harness.Reports.Sections;

/// <summary>The sections of report.html after the verdict, in the order in which they are read.</summary>
internal static class SectionList
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Section> All { get; } =
    [
        new("timeline", "Timeline", "Timeline", TimelineSection.Draw),
        new("hypothesis", "Hypothesis", "Hypothesis", HypothesisSection.Draw),
        new("impact", "Fault impact", "Fault impact", ImpactSection.Draw),
        new("validity", "Run validity", "Run validity", ValiditySection.Draw),
        new("thresholds", "Thresholds", "Thresholds", ThresholdSection.Draw),
        new("steps", "Steps", "Steps", StepsSection.Draw),
        new("distribution", "Distribution", "Latency distribution", DistributionSection.Draw),
        new("heatmap", "Heat map", "Latency over time", HeatMapSection.Draw),
        new("errors", "Errors", "Errors", ErrorsSection.Draw),
        new("environment", "Environment", "Environment and reproduction", EnvironmentSection.Draw),
    ];
}
