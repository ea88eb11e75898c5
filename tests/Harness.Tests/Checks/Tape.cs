using Harness.Checks;
using Harness.Journal;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Checks;

/// <summary>A journal made by hand, second by second, and folded as it grows.</summary>
internal sealed class Tape
{
    private int second;

    public Tape(string scenario = Scenario)
    {
        var reading = Sample.Read(scenario);
        Assert.Empty(reading.Problems);
        Plan = reading.Plan!;
        Fold = new RunFold(Plan);
        Write(new RunStarted
        {
            Run = "r",
            Scenario = "s",
            Seed = 1,
            WithFaults = true,
            Command = "c",
            Files = [.. Plan.Files.Select(file => new JournalFile(file.Role, file.Path, file.Text))],
            Environment = new("0", "net", "os", "m", 2, 1, "t"),
        });
        Write(new LoadStarted { At = TimeSpan.Zero });
    }

    /// <summary>Sixty seconds at 10/s, one step, three probes with windows of 5 s, one fault from 20 s to 30 s.</summary>
    public const string Scenario = """
        load:
          target: shop
          executor: ramping-arrival-rate
          startRate: 10/s
          stages: [ { duration: 55s, target: 10/s }, { duration: 5s, target: 0/s } ]
        steps:
          - { get: /products, name: list }
        thresholds:
          http_req_failed: [ rate<0.5 ]
        hypothesis:
          steadyState:
            - { name: healthy, http: /healthz, expect: { status: 200 } }
            - { name: errors, metric: http_req_failed, expect: rate<0.1, window: 5s }
            - { name: fast, metric: response_time, expect: p(95)<100, window: 5s }
          recoverWithin: 10s
        faults:
          - { name: slow, at: 20s, for: 10s, latency: { target: link, latency: 200ms } }
        """;

    public Plan Plan { get; }

    public RunFold Fold { get; }

    public List<Entry> Entries { get; } = [];

    public Tape Write(Entry entry)
    {
        Entries.Add(entry);
        Fold.Consume(entry);
        return this;
    }

    /// <summary>Writes seconds of load up to a time.</summary>
    /// <param name="until">The second after the last.</param>
    /// <param name="failed">Of ten requests a second.</param>
    /// <param name="milliseconds">The response time of the others.</param>
    /// <param name="healthy">What the HTTP probe gets.</param>
    /// <param name="requests">How many a second.</param>
    public Tape Seconds(int until, int failed = 0, double milliseconds = 10, bool healthy = true, int requests = 10)
    {
        for (; second < until; second++)
        {
            var inForce = Fold.Faults.Where(f => f.InForce).Select(f => f.Fault.Name).ToList();
            Write(new ProbeAnswered("healthy", healthy, healthy ? "200" : "503", TimeSpan.FromMilliseconds(1)) { At = TimeSpan.FromSeconds(second + 0.1) });
            var times = new Histogram();
            for (var i = 0; i < requests - failed; i++) times.Record(TimeSpan.FromMilliseconds(milliseconds));
            if (requests > 0)
                Write(new StepFrame
                {
                    Second = second,
                    Load = LoadPlan.DefaultName,
                    Step = "list",
                    Stage = second < 55 ? "1" : "2",
                    Faults = inForce,
                    Steps = requests,
                    StepsFailed = failed,
                    RequestsFailed = failed,
                    Outcomes = new Dictionary<string, int> { ["2xx"] = requests - failed, ["5xx"] = failed },
                    ResponseTime = times.ToBuckets(),
                    Duration = times.ToBuckets(),
                });
            Write(new LoadFrame { Second = second, Load = LoadPlan.DefaultName, At = TimeSpan.FromSeconds(second + 1), Planned = second < 55 ? 10 : 5, Started = requests, Counted = requests, Completed = requests, VUs = 1, VUsMax = 100 });
            Write(new SecondClosed { Second = second, At = TimeSpan.FromSeconds(second + 1) });
        }
        return this;
    }

    /// <summary>Writes one second of loads of any plan.</summary>
    /// <param name="number">The second.</param>
    /// <param name="end">When it was closed; null for at its end.</param>
    /// <param name="loads">Of each load its name, the iterations that it was to bring, and those that it did, one request each; a negative number failed.</param>
    public Tape Second(int number, double? end, params IReadOnlyList<(string Load, double Planned, int Done)> loads)
    {
        var at = TimeSpan.FromSeconds(end ?? number + 1);
        foreach (var (name, planned, done) in loads)
        {
            var (load, count, failed, times) = (Plan.Loads.First(one => one.Name == name), Math.Abs(done), Math.Max(0, -done), new Histogram());
            for (var i = 0; i < count; i++) times.Record(TimeSpan.FromMilliseconds(10));
            if (count > 0)
                Write(new StepFrame
                {
                    Second = number,
                    Load = name,
                    Step = load.Requests.First().Name,
                    Stage = load.StageAt(TimeSpan.FromSeconds(number)),
                    Faults = [.. Fold.Faults.Where(f => f.InForce).Select(f => f.Fault.Name)],
                    Steps = count,
                    StepsFailed = failed,
                    RequestsFailed = failed,
                    Outcomes = new Dictionary<string, int> { [failed > 0 ? "5xx" : "2xx"] = count },
                    ResponseTime = failed > 0 ? [] : times.ToBuckets(),
                    ResponseTimeFailed = failed > 0 ? times.ToBuckets() : [],
                });
            Write(new LoadFrame { Second = number, Load = name, At = at, Planned = planned, Started = count, Counted = count, Completed = count, VUs = count > 0 ? 2 : 0, VUsMax = 100, IterationDuration = times.ToBuckets() });
        }
        return Write(new SecondClosed { Second = number, At = at });
    }

    /// <summary>Writes that a load came to its end by itself.</summary>
    public Tape Finish(double at, string load = LoadPlan.DefaultName) => Write(new LoadFinished(load) { At = TimeSpan.FromSeconds(at) });

    /// <summary>Ends the run as it is.</summary>
    public Judgement EndAt(double at)
    {
        Write(new LoadEnded { At = TimeSpan.FromSeconds(at) });
        return Judgement.Of(Fold);
    }

    /// <summary>Writes a second in which the plan sends nothing.</summary>
    public Tape Pause(int number) => Write(new LoadFrame { Second = number, Load = LoadPlan.DefaultName, At = TimeSpan.FromSeconds(number + 1) })
        .Write(new SecondClosed { Second = number, At = TimeSpan.FromSeconds(number + 1) });

    public Tape Fault(FaultState state, double at, string? note = null, bool? gateHeld = null, string name = "slow") =>
        Write(new FaultChanged { Fault = name, State = state, At = TimeSpan.FromSeconds(at), Note = note, GateHeld = gateHeld, Verified = state == FaultState.Healed ? true : null });

    /// <summary>The fault from 20 s to 30 s with given numbers, on a run that is well before and after it.</summary>
    public static Tape Run(int failed = 0, double milliseconds = 10, string scenario = Scenario, int afterwards = 30) =>
        new Tape(scenario).Seconds(20).Fault(FaultState.Injecting, 20, gateHeld: true).Fault(FaultState.Active, 20).Seconds(30, failed, milliseconds)
            .Fault(FaultState.Healing, 30).Fault(FaultState.Healed, 30).Seconds(afterwards, failed, milliseconds);

    public Judgement End()
    {
        Seconds(60);
        Write(new LoadEnded { At = TimeSpan.FromSeconds(60) });
        return Judgement.Of(Fold);
    }
}
