using Harness.Plans;
using Harness.Protocols;

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
            measures.Add(new("dropped iterations", dropped.Share, LeftOut, "share", dropped.Note, Distortion.TooGood) { Advice = MoreVUs(run, dropped.Load) });
            var waited = Worst(run, open, totals => totals.HeldBack);
            measures.Add(new("waited for a VU", waited.Share, 0.01, "share", $"iterations{waited.Of} that waited over 10 ms", Distortion.TooGood) { Advice = MoreVUs(run, waited.Load) });
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
        measures.Add(new("generator CPU", Highest(run, second => second.Cpu), 0.8, "share", $"highest {CpuSeconds} s, of {run.Start?.Environment.Cores ?? 0} cores", Distortion.TooBad));
        if (run.Start?.Environment.MostFiles is not null || run.Start?.Environment.LocalPorts is not null) measures.Add(Connections(run));
        measures.Add(new("busiest loop", Highest(run, second => second.LoopBusy), 0.95, "share", $"highest {CpuSeconds} s; {LoopText.Held(run)}", Distortion.TooBad));
        if (run.Series.Seconds.Any(s => s.Value.PoolWait is not null)) measures.Add(Pool(run));
        if (run.Totals.Ended(TransportError.Generator) is > 0 and var refused) measures.Add(Refused(run, refused));
        measures.Add(new("GC pauses", PauseShare(run), 0.01, "share", "of the time of the run", Distortion.TooBad));
        return measures;
    }

    /// <summary>Fewer iterations than this share of a load may be missing.</summary>
    private const double LeftOut = 0.001;

    /// <summary>The load that did worst: what one of them lost must not vanish among the iterations of the others.</summary>
    private static (double Share, string Of, string Note, LoadPlan Load) Worst(RunFold run, IReadOnlyList<LoadPlan> loads, Func<Metrics.LoadTotals, long> count) => loads.Select(load =>
    {
        var totals = run.Totals.LoadOf(load.Name);
        var all = Math.Max(1, totals.Started + totals.Dropped);
        var of = run.Plan.Loads.Count > 1 ? $" of {load.Name}" : "";
        return ((double)count(totals) / all, of, $"{Numbers.Count(count(totals))} of {Numbers.Count(all)}{of}", load);
    }).MaxBy(one => one.Item1);

    /// <summary>
    /// What Little's law says (L = λ·W, Operations Research 9, 1961): at the highest rate so many virtual users are busy on average as iterations take
    /// long, without their wait for one. A half more carries what is above the average.
    /// </summary>
    private static string MoreVUs(RunFold run, LoadPlan load)
    {
        var totals = run.Totals.LoadOf(load.Name);
        var seconds = ((totals.IterationDuration.Mean * totals.IterationDuration.Count) - (totals.VuWait.Count == 0 ? 0 : totals.VuWait.Mean * totals.VuWait.Count)) / totals.IterationDuration.Count / 1000;
        if (!(seconds > 0)) return "The numbers may be better than the truth: raise load.maxVUs.";
        var needed = (long)Math.Ceiling(load.Highest * seconds * 1.5);
        return needed > load.MaxVUs
            ? $"The numbers may be better than the truth: {Units.FormatRate(load.Highest)} at {Numbers.Ms(seconds * 1000)} an iteration need about {Numbers.Count(needed)} VUs; maxVUs is {Numbers.Count(load.MaxVUs)}."
            : $"The numbers may be better than the truth: raise load.maxVUs, which is {Numbers.Count(load.MaxVUs)}.";
    }

    /// <summary>The most connections at once, as a share of what the machine allows.</summary>
    private static ValidityMeasure Connections(RunFold run)
    {
        var (files, ports) = (run.Start!.Environment.MostFiles ?? int.MaxValue, run.Start.Environment.LocalPorts ?? int.MaxValue);
        var most = run.Series.Seconds.Select(s => s.Value.Connections).DefaultIfEmpty().Max();
        return new("connections", (double)most / Math.Min(files, ports), 0.9, "share", $"{Numbers.Count(most)} at once; {Numbers.Count(Math.Min(files, ports))} {(files <= ports ? "open files" : "local ports")} allowed", Distortion.TooBad)
        {
            Advice = files <= ports ? "More are refused by this machine: raise ulimit -n." : "More are refused by this machine: widen net.ipv4.ip_local_port_range, or keep connections alive.",
        };
    }

    /// <summary>Waiting for a thread of the pool, where requests or the code of steps need one: it makes them as late as a late start would.</summary>
    private static ValidityMeasure Pool(RunFold run)
    {
        var longest = run.Series.Seconds.Where(s => s.Key >= 0).Select(s => s.Value.PoolQueue).DefaultIfEmpty().Max();
        var wait = Highest(run, second => second.PoolWait?.TotalMilliseconds ?? 0);
        return new("waiting for the thread pool", wait, LagLimit(run.Plan), "ms", $"highest {CpuSeconds} s; at most {Numbers.Count(longest)} work items in line", Distortion.TooBad)
        {
            Advice = "The numbers may be worse than the truth: lower the rate, or let nothing block in the code of steps.",
        };
    }

    /// <summary>Requests that never left this machine: with connections that are not kept, its ports run out while few are open at once.</summary>
    private static ValidityMeasure Refused(RunFold run, long refused)
    {
        var all = run.Totals.Select(_ => true).Requests;
        return new("refused by this machine", (double)refused / all, LeftOut, "share", $"{Numbers.Count(refused)} of {Numbers.Count(all)} requests, which never left it", Distortion.TooBad)
        {
            Advice = "They say nothing of the system: keep connections alive, widen net.ipv4.ip_local_port_range, raise ulimit -n, or use more machines.",
        };
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

    /// <summary>The highest mean of a share over <see cref="CpuSeconds"/>; NaN in shorter runs.</summary>
    private static double Highest(RunFold run, Func<Metrics.SecondTotals, double> share)
    {
        var shares = run.Series.Seconds.Where(s => s.Key >= 0).Select(s => share(s.Value)).ToList();
        var highest = double.NaN;
        for (var i = 0; i + CpuSeconds <= shares.Count; i++)
        {
            var mean = shares.Skip(i).Take(CpuSeconds).Average();
            if (!(mean <= highest)) highest = mean;
        }
        return highest;
    }
}
