using Harness.Benchmarks.Truth;

namespace Harness.Benchmarks.Runs;

/// <summary>A percentile as the server made it and as the harness measured it, in milliseconds.</summary>
/// <param name="Name"><c>p99</c>.</param>
/// <param name="Truth">Of the server.</param>
/// <param name="Measured">Of the harness.</param>
/// <param name="Allowed">The most that they may differ; null where the percentile is only shown.</param>
internal sealed record Comparison(string Name, double Truth, double Measured, double? Allowed)
{
    public double Error => Measured - Truth;

    /// <summary>Null where it is only shown.</summary>
    public bool? IsWithin => Allowed is null ? null : Math.Abs(Error) <= Allowed;

    /// <summary>The percentiles of a run; p99 and p99.9 are held to their tolerance.</summary>
    /// <param name="truth">What is true of an open load at that rate.</param>
    /// <param name="run">The harness's.</param>
    /// <param name="isFree">Whether there were virtual users for all: then within 1 % + 0.5 ms, else within 5 %.</param>
    public static IReadOnlyList<Comparison> Of(TruthFigures truth, RunSummary run, bool isFree)
    {
        return [One("p50", truth.P50, false), One("p99", truth.P99, true), One("p99.9", truth.P999, true)];

        Comparison One(string name, double? its, bool isHeld)
        {
            var number = its ?? double.NaN;
            return new(name, number, run.Number(TruthScenario.Metric, name), !isHeld ? null : isFree ? (0.01 * number) + 0.5 : 0.05 * number);
        }
    }
}
