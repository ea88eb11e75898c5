using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Reports;

/// <summary>
/// A made-up run of the checkout scenario, second by second, from a seed: what a report looks like without an hour of real load. The plan can
/// be changed before, and the journal cut or bent after, to get at every odd run.
/// </summary>
public sealed record SampleRun
{
    /// <summary>Off: payments queue up, and a dead instance fails every second request.</summary>
    public bool Resilient { get; init; } = true;

    /// <summary>Off for a rehearsal.</summary>
    public bool WithFaults { get; init; } = true;

    /// <summary>The plan is changed by this before it runs.</summary>
    public Func<Plan, Plan> Change { get; init; } = plan => plan;

    /// <summary>The journal is changed by this before it is folded.</summary>
    public Func<IEnumerable<Entry>, IEnumerable<Entry>> Bend { get; init; } = entries => entries;

    /// <summary>A run that passes.</summary>
    public static SampleRun Passing => new();

    /// <summary>A run whose target has no resilience.</summary>
    public static SampleRun Failing => new() { Resilient = false };

    /// <summary>A run that a stop condition ended while an instance was down; another condition saw no answer at all.</summary>
    public static SampleRun Stopped => new()
    {
        Resilient = false,
        Change = plan => plan with
        {
            StopConditions =
            [
                new(new MetricProbe("too-many-errors", SamplePlan.Selector("http_req_failed"), SamplePlan.Rate("http_req_failed", Comparison.Less, 0.2).Expression, TimeSpan.FromSeconds(3))),
                new(new HttpProbe("alive", "/healthz", new Uri("http://127.0.0.1:5080/healthz"), [200])) { NoData = TimeSpan.FromMinutes(5) },
            ],
        },
        Bend = SampleOdd.StoppedByACondition,
    };

    private const int WarmUp = 10, Length = 90;

    /// <summary>Runs it.</summary>
    public (RunFold Run, Judgement Judgement) Fold()
    {
        var plan = Plan();
        var run = new RunFold(plan);
        foreach (var entry in Bend(Entries(plan))) run.Consume(entry);
        return (run, Judgement.Of(run));
    }

    /// <summary>Its journal.</summary>
    public IEnumerable<Entry> Entries() => Bend(Entries(Plan()));

    /// <summary>A rehearsal's plan has no faults, as that of <see cref="Harness.Running.Run"/>.</summary>
    private Plan Plan()
    {
        var plan = Change(SamplePlan.Checkout(Resilient));
        return WithFaults ? plan : plan with { Faults = [] };
    }

    private IEnumerable<Entry> Entries(Plan plan)
    {
        var random = new Random(20261122);
        var wall = new DateTimeOffset(2026, 11, 23, 2, 0, 6, TimeSpan.Zero);
        yield return Start(plan, wall);
        yield return new TargetReady("shop-1", 4711, TimeSpan.FromSeconds(1.2)) { Wall = wall };
        yield return new LoadStarted { At = TimeSpan.FromSeconds(-WarmUp), Wall = wall };
        for (var second = -WarmUp; second < Length; second++)
        {
            foreach (var change in Changes(plan, second)) yield return change;
            foreach (var entry in Second(plan, second, random)) yield return entry;
        }
        yield return new LoadEnded { At = TimeSpan.FromSeconds(Length + 0.8), Wall = wall.AddSeconds(WarmUp + Length + 0.8) };
    }

    private RunStarted Start(Plan plan, DateTimeOffset wall) => new()
    {
        Run = "20261123-020006-checkout",
        Scenario = plan.Name,
        Seed = 20261122,
        WithFaults = WithFaults,
        Command = "harness run scenarios/checkout.yaml --seed 20261122" + (Resilient ? "" : " --set target.shop.resilience=off") + (WithFaults ? "" : " --no-faults"),
        Files = [.. plan.Files.Select(file => new JournalFile(file.Role, file.Path, file.Text))],
        Commit = "c27be93",
        Environment = new("0.1.0", "10.0.4", "Debian GNU/Linux 12", "build-07", 4, 8L << 30, "SocketsHttpHandler, HTTP/1.1"),
        Wall = wall,
    };

    /// <summary>Each fault: injected at its time, active a moment later, healed and verified at its end.</summary>
    private static IEnumerable<FaultChanged> Changes(Plan plan, int second)
    {
        foreach (var fault in plan.Faults)
        {
            FaultChanged To(FaultState state, double at) => new() { Fault = fault.Name, State = state, At = TimeSpan.FromSeconds(at) };
            if (second == (int)fault.At.TotalSeconds)
            {
                yield return To(FaultState.Injecting, second) with { GateHeld = plan.Hypothesis is null ? null : true };
                yield return To(FaultState.Active, second + 0.01);
            }
            if (second == (int?)fault.Until?.TotalSeconds)
            {
                yield return To(FaultState.Healing, second);
                yield return To(FaultState.Healed, second + 0.04) with { Verified = true, Share = fault.Action.Kind == "latency" ? new ToxicShare(24, 13) : null };
            }
        }
    }

    private IEnumerable<Entry> Second(Plan plan, int second, Random random)
    {
        var planned = Planned(second);
        var started = (int)Math.Round(planned);
        var faults = plan.Faults.Where(f => second >= f.At.TotalSeconds && second < f.Until?.TotalSeconds).Select(f => f.Name).ToArray();
        foreach (var (index, step) in plan.Requests.Index())
        {
            if (started > 0) yield return Frame(plan, step, index, second, started, faults, random);
        }
        foreach (var probe in plan.Hypothesis?.SteadyState.OfType<HttpProbe>() ?? [])
        {
            var met = Resilient || !IsDown(second) || second % 2 == 0;
            yield return new ProbeAnswered(probe.Name, met, met ? "200" : "refused", TimeSpan.FromMilliseconds(3)) { At = TimeSpan.FromSeconds(second + 0.5) };
        }
        yield return new LoadFrame
        {
            Second = second,
            Load = plan.Loads[0].Name,
            At = TimeSpan.FromSeconds(second + 1),
            Planned = planned,
            Started = started,
            Counted = second < 0 ? 0 : started,
            Completed = second < 0 ? 0 : started,
            VUs = (int)(planned * (IsSlow(second) ? 2 : 0.6)) + 2,
            Lag = Times(random, started, 0.12, 0.5),
            IterationDuration = Times(random, started, 520, 0.2),
        };
        yield return new SecondClosed
        {
            Second = second,
            At = TimeSpan.FromSeconds(second + 1),
            Cpu = 0.12 + planned / 300 + random.NextDouble() * 0.05,
            GcPause = TimeSpan.FromMilliseconds(second % 17 == 0 ? 6 : 0),
        };
    }

    private StepFrame Frame(Plan plan, RequestStep step, int index, int second, int started, string[] faults, Random random)
    {
        var (typical, spread) = index == 0 ? (3.5, 0.35) : Pay(second);
        var failed = (int)Math.Round(started * FailedShare(second));
        var (slow, check) = (typical > 800 ? started / 2 : 0, step.Checks.Count > 0 ? step.Checks[0].Name : "status: 200");
        var refused = second < 65;
        return new StepFrame
        {
            Second = second,
            Load = plan.Loads[0].Name,
            Step = step.Name,
            Stage = second < 0 ? StepFrame.WarmUp : StageAt(plan, second),
            Faults = faults,
            Steps = started,
            StepsFailed = failed + slow,
            Outcomes = failed == 0 ? Counts("2xx", started) : new Dictionary<string, int> { ["2xx"] = started - failed, [refused ? "refused" : "5xx"] = failed },
            RequestsFailed = failed,
            Checks = new Dictionary<string, int[]> { [check] = [started - failed - slow, slow] },
            BytesReceived = started * 900,
            ResponseTime = Times(random, started - failed, typical, spread),
            ResponseTimeFailed = Times(random, failed, 1, 0.3),
            Duration = Times(random, started, typical * 0.97, spread),
            Parts = new Dictionary<string, long[]> { ["connection_wait"] = Times(random, started, 0.05, 0.4) },
            Samples = failed == 0 ? null : new Dictionary<string, string> { [refused ? $"{step.Method}: connect to shop-1 (127.0.0.1:5081): connection refused" : $"{step.Method}: 502 Bad Gateway, \"no upstream for shop-1\""] = refused ? $"{step.Method} http://127.0.0.1:5080/orders: refused, connection refused" : $"{step.Method} http://127.0.0.1:5080/orders: 502, no upstream for shop-1" },
            Errors = Counts(refused ? $"{step.Method}: connect to shop-1 (127.0.0.1:5081): connection refused" : $"{step.Method}: 502 Bad Gateway, \"no upstream for shop-1\"", failed),
        };
    }

    private static Dictionary<string, int> Counts(string key, int count) => count == 0 ? [] : new() { [key] = count };

    private static string StageAt(Plan plan, int second)
    {
        var end = 0.0;
        return plan.Loads[0].Stages.FirstOrDefault(stage => (end += stage.Duration.TotalSeconds) > second, plan.Loads[0].Stages[^1]).Name;
    }

    private static double Planned(int second) => second switch
    {
        < 0 => 5,
        < 15 => 5 + 55 * (second + 0.5) / 15,
        < 75 => 60,
        _ => 60 * (1 - (second - 75 + 0.5) / 15),
    };

    private bool IsSlow(int second) => WithFaults && second is >= 30 and < 53;

    private bool IsDown(int second) => WithFaults && second is >= 60 and < 67;

    private (double Typical, double Spread) Pay(int second)
    {
        if (!IsSlow(second)) return (13.5, 0.25);
        if (Resilient) return second < 33 ? (150, 0.3) : second < 50 ? (9, 0.3) : (14, 0.25);
        return second < 50 ? (220 * Math.Pow(1.105, second - 30), 0.18) : (600.0 / Math.Pow(5, second - 50), 0.3);
    }

    private double FailedShare(int second) => !IsDown(second) ? 0
        : Resilient ? (second == 60 ? 0.03 : 0)
        : second < 65 ? 0.48 : second == 65 ? 0.3 : 0.1;

    /// <summary>Log-normal, which is how response times scatter.</summary>
    private static long[] Times(Random random, int count, double typicalMilliseconds, double spread)
    {
        var times = new Histogram();
        for (var i = 0; i < count; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var tail = random.NextDouble() < 0.004 ? 2.5 : 1;
            times.Record(TimeSpan.FromMilliseconds(typicalMilliseconds * tail * Math.Exp(spread * normal)));
        }
        return times.ToBuckets();
    }
}
