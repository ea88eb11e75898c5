using Harness.Checks;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Cli.Live;

/// <summary>A run at the close of a second, as the live view shows it. Nothing in it changes any more.</summary>
internal sealed record LiveView
{
    /// <summary>What is run.</summary>
    public required Plan Plan { get; init; }

    /// <summary>The close of the last second, from t = 0.</summary>
    public required TimeSpan Closed { get; init; }

    /// <summary>All loads in the last second.</summary>
    public required SecondTotals Second { get; init; }

    /// <summary>Iterations dropped so far.</summary>
    public required long Dropped { get; init; }

    /// <summary>Schedule lag p99 so far, in milliseconds.</summary>
    public required double Lag { get; init; }

    /// <summary>The steps, in the plan's order.</summary>
    public required IReadOnlyList<LiveStep> Steps { get; init; }

    /// <summary>The probes at the last close; empty without a hypothesis.</summary>
    public required IReadOnlyList<(Probe Probe, ProbeState State)> Probes { get; init; }

    /// <summary>The stop conditions at the last close; empty where there are none.</summary>
    public required IReadOnlyList<(StopCondition Condition, ProbeState State)> StopConditions { get; init; }

    /// <summary>The thresholds with what they measure so far, and whether that holds; null for no data yet.</summary>
    public required IReadOnlyList<(Threshold Threshold, double Number, bool? Holds)> Thresholds { get; init; }

    /// <summary>The faults and their states.</summary>
    public required IReadOnlyList<(PlannedFault Fault, Journal.FaultState State)> Faults { get; init; }
}

/// <summary>One step over the last seconds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="P50">Milliseconds, over the last <see cref="LiveFold.Window"/> seconds; NaN where nothing was accepted.</param>
/// <param name="P95">The same.</param>
/// <param name="P99">The same.</param>
/// <param name="Failed">The share of requests that failed; NaN without requests.</param>
/// <param name="Trend">p95 of each of the last seconds, oldest first; NaN where there was none.</param>
internal sealed record LiveStep(string Name, double P50, double P95, double P99, double Failed, IReadOnlyList<double> Trend);
