using Harness.Plans;

namespace Harness.Checks;

/// <summary>A property of the generator that says whether its numbers can be trusted.</summary>
/// <param name="Name">For people.</param>
/// <param name="Number">Measured.</param>
/// <param name="Limit">At most this.</param>
/// <param name="Unit"><c>ms</c> or <c>share</c> (0 to 1).</param>
/// <param name="Note">What it is of.</param>
/// <param name="Consequence">What it does to the numbers when it is over its limit.</param>
public sealed record ValidityMeasure(string Name, double Number, double Limit, string Unit, string Note, Distortion Consequence)
{
    /// <summary>True where the limit holds. Without data there is nothing to distrust.</summary>
    public bool Met => double.IsNaN(Number) || Number <= Limit;
}

/// <summary>What an overloaded generator does to its numbers.</summary>
public enum Distortion
{
    /// <summary>They are too bad: the run proves nothing, neither a pass nor a fail (semantics: "the generator was slow").</summary>
    TooBad,

    /// <summary>They may be too good: a pass proves nothing, a fail stands ("held back").</summary>
    TooGood,
}

/// <summary>Judges the generator, never the system under test.</summary>
public static class Validity
{
    /// <summary>Schedule lag above this share of the tightest latency limit makes a number wrong that is judged by it.</summary>
    public const double LagShare = 0.05;

    /// <summary>Schedule lag below this is never held against a run, in milliseconds.</summary>
    public const double LagFloor = 10;

    /// <summary>Waiting for a virtual user longer than this counts as held back, in milliseconds.</summary>
    public const double HeldBackAfter = 10;

    /// <summary>CPU is looked at over this many seconds: one second of a just-in-time compiler is no saturation.</summary>
    private const int CpuSeconds = 5;

    /// <summary>The measures, in the order in which they are shown.</summary>
    public static IReadOnlyList<ValidityMeasure> Judge(RunFold run)
    {
        var load = run.Totals.Load;
        var measures = new List<ValidityMeasure>();
        var all = Math.Max(1, load.Started + load.Dropped);
        if (run.Plan.Loads.Any(load => load.IsOpen))
        {
            var limit = LagLimit(run.Plan);
            var note = double.IsNaN(TightestLimit(run.Plan)) ? "the plan has no latency limit" : "5% of the tightest latency limit, at least 10 ms";
            measures.Add(new("schedule lag p99", load.Lag.Percentile(99), limit, "ms", $"{note}; largest {Numbers.Ms(load.Lag.Max)}", Distortion.TooBad));
            measures.Add(new("dropped iterations", (double)load.Dropped / all, 0.001, "share", $"{Numbers.Count(load.Dropped)} of {Numbers.Count(all)}", Distortion.TooGood));
            measures.Add(new("waited for a VU", (double)load.HeldBack / all, 0.01, "share", "iterations that waited over 10 ms", Distortion.TooGood));
        }
        measures.Add(new("generator CPU", HighestCpu(run), 0.8, "share", $"highest {CpuSeconds} s, of {run.Start?.Environment.Cores ?? 0} cores", Distortion.TooBad));
        measures.Add(new("GC pauses", PauseShare(run), 0.01, "share", "of the time of the run", Distortion.TooBad));
        return measures;
    }

    /// <summary>The most schedule lag p99 that is allowed, in milliseconds.</summary>
    public static double LagLimit(Plan plan)
    {
        var tightest = TightestLimit(plan);
        return double.IsNaN(tightest) ? LagFloor : Math.Max(LagFloor, LagShare * tightest);
    }

    private static double TightestLimit(Plan plan)
    {
        var limits = plan.Thresholds.Select(t => (t.Selector.Metric, t.Expression))
            .Concat(plan.Probes.OfType<MetricProbe>().Select(p => (p.Selector.Metric, p.Expect)))
            .Where(item => Metrics.Measures.Of(item.Metric).Name.Kind == MetricKind.Trend && item.Item2.Aggregate != Aggregate.Count)
            .Select(item => item.Item2.Limit)
            .Concat(plan.Requests.SelectMany(step => step.Checks).OfType<DurationCheck>().Select(check => check.Limit.TotalMilliseconds))
            .Where(limit => limit > 0)
            .ToList();
        return limits.Count == 0 ? double.NaN : limits.Min();
    }

    private static double PauseShare(RunFold run) =>
        run.Series.Seconds.Where(s => s.Key >= 0).Select(s => s.Value.GcPause.TotalSeconds).DefaultIfEmpty(double.NaN).Average();

    private static double HighestCpu(RunFold run)
    {
        var shares = run.Series.Seconds.Where(s => s.Key >= 0).Select(s => s.Value.Cpu).ToList();
        var highest = double.NaN;
        for (var i = 0; i + CpuSeconds <= shares.Count; i++)
        {
            var mean = shares.Skip(i).Take(CpuSeconds).Average();
            if (!(mean <= highest)) highest = mean;
        }
        return highest;
    }
}
