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

    /// <summary>The first words of what is said where it is over its limit.</summary>
    public string Subject { get; init; } = Consequence == Distortion.TooBad ? "The generator was slow:" : "The generator was held back:";

    /// <summary>What that does to the numbers, and what would help.</summary>
    public string Advice { get; init; } = Consequence == Distortion.TooBad
        ? "The numbers may be worse than the truth: lower the rate, or use a machine of its own for the load."
        : "The numbers may be better than the truth: raise load.maxVUs.";
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
        var open = run.Plan.Loads.Where(load => load.IsOpen).ToList();
        if (open.Count > 0)
        {
            var limit = LagLimit(run.Plan);
            var note = double.IsNaN(TightestLimit(run.Plan)) ? "the plan has no latency limit" : "5% of the tightest latency limit, at least 10 ms";
            measures.Add(new("schedule lag p99", load.Lag.Percentile(99), limit, "ms", $"{note}; largest {Numbers.Ms(load.Lag.Max)}{(load.LargestLagAt is { } at ? $" at {Numbers.Clock(TimeSpan.FromSeconds(at))}" : "")}", Distortion.TooBad));
            var dropped = Worst(run, open, totals => totals.Dropped);
            measures.Add(new("dropped iterations", dropped.Share, LeftOut, "share", dropped.Note, Distortion.TooGood));
            var waited = Worst(run, open, totals => totals.HeldBack);
            measures.Add(new("waited for a VU", waited.Share, 0.01, "share", $"iterations{waited.Of} that waited over 10 ms", Distortion.TooGood));
        }
        var counted = run.Plan.Loads.Where(load => load.Iterations is not null).ToList();
        if (counted.Count > 0)
        {
            var undone = Worst(run, counted, totals => totals.Dropped);
            measures.Add(new("iterations left undone", undone.Share, LeftOut, "share", $"{undone.Note}, when maxDuration was over", Distortion.TooGood)
            {
                Subject = "Iterations were left undone:",
                Advice = "The numbers say nothing of them: raise maxDuration or vus, or plan fewer iterations.",
            });
        }
        measures.Add(new("generator CPU", HighestCpu(run), 0.8, "share", $"highest {CpuSeconds} s, of {run.Start?.Environment.Cores ?? 0} cores", Distortion.TooBad));
        measures.Add(new("GC pauses", PauseShare(run), 0.01, "share", "of the time of the run", Distortion.TooBad));
        return measures;
    }

    /// <summary>Fewer iterations than this share of a load may be missing.</summary>
    private const double LeftOut = 0.001;

    /// <summary>The load that did worst: what one of them lost must not vanish among the iterations of the others.</summary>
    private static (double Share, string Of, string Note) Worst(RunFold run, IReadOnlyList<LoadPlan> loads, Func<Metrics.LoadTotals, long> count) => loads.Select(load =>
    {
        var totals = run.Totals.LoadOf(load.Name);
        var all = Math.Max(1, totals.Started + totals.Dropped);
        var of = run.Plan.Loads.Count > 1 ? $" of {load.Name}" : "";
        return ((double)count(totals) / all, of, $"{Numbers.Count(count(totals))} of {Numbers.Count(all)}{of}");
    }).MaxBy(one => one.Item1);

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
            // A floor is only the easier to hold for what comes late.
            .Where(item => item.Item2.Comparison is Comparison.Less or Comparison.LessOrEqual)
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
