using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Tests.Plans;
using Harness.Time;

namespace Harness.Tests.Load;

/// <summary>Every executor on virtual time: how many iterations, and exactly when.</summary>
public sealed class ExecutorTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private static Plan Plan(string load)
    {
        var reading = Sample.Read($"{load}\nsteps:\n  - get: /products\n");
        Assert.Equal("", Sample.Text(reading));
        return reading.Plan!;
    }

    private static Plan One(string load) => Plan($"load: {{ target: shop, {load} }}");

    private static IEnumerable<double> Seconds(Simulation simulation) => simulation.SentAt.Select(at => Math.Round(at.TotalSeconds, 6)).Order();

    /// <summary>Times that are no whole ticks are met to the next.</summary>
    private static void AssertSentAt(double[] due, Simulation simulation)
    {
        var sent = simulation.SentAt.Select(at => at.TotalSeconds).Order().ToList();
        Assert.Equal(due.Length, sent.Count);
        Assert.All(due.Zip(sent), one => Assert.InRange(one.Second - one.First, -1e-7, 2e-7));
    }

    [Theory]
    [InlineData("rate: 5/s")]
    [InlineData("rate: 300, timeUnit: 1m")]
    [InlineData("rate: 5")]
    public async Task ConstantArrivalRate_ThreeSeconds_OneEveryFifth(string rate)
    {
        using var simulation = new Simulation(One($"executor: constant-arrival-rate, duration: 3s, {rate}"));
        await simulation.Through([.. Enumerable.Range(0, 15).Select(i => (i * 0.2, 1))]);
        await simulation.End();

        Assert.Equal(Enumerable.Range(0, 15).Select(i => Math.Round(i * 0.2, 6)), Seconds(simulation));
        Assert.Equal(15, simulation.Seconds.Sum(second => second.Planned), 6);
        Assert.Equal("default", Assert.Single(simulation.Finished).Load);
    }

    [Fact]
    public async Task RampingArrivalRate_SpikeBetweenJumps_KeepsEachRate()
    {
        using var simulation = new Simulation(One("executor: ramping-arrival-rate, startRate: 2, stages: [ { duration: 1s, target: 2 }, { duration: 0s, target: 10 }, { duration: 1s, target: 10 }, { duration: 0s, target: 1 }, { duration: 2s, target: 1 } ]"));
        double[] due = [0, 0.5, .. Enumerable.Range(0, 10).Select(i => 1 + (i / 10.0)), 2, 3];
        await simulation.Through([.. due.Select(at => (at, 1))]);
        await simulation.End();

        Assert.Equal(due.Select(at => Math.Round(at, 6)), Seconds(simulation));
    }

    [Fact]
    public async Task RampingArrivalRate_Slope_FollowsTheIntegral()
    {
        // From 2/s to 10/s in 2 s: 2t + 2t² iterations are due by t, so the one with index k at (√(1 + 2k) - 1) / 2.
        using var simulation = new Simulation(One("executor: ramping-arrival-rate, startRate: 2, stages: [ { duration: 2s, target: 10 } ]"));
        double[] due = [.. Enumerable.Range(0, 12).Select(k => (Math.Sqrt(1 + (2 * k)) - 1) / 2)];
        await simulation.Through([.. due.Select(at => (at, 1))]);
        await simulation.End();

        AssertSentAt(due, simulation);
    }

    [Theory]
    [InlineData("executor: constant-arrival-rate, rate: 5, duration: 3s", 5, 5)]
    [InlineData("executor: ramping-arrival-rate, startRate: 1, stages: [ { duration: 3s, target: 9 } ]", 1, 9)]
    public async Task Poisson_IsDrawnFromTheSeed(string load, double from, double to)
    {
        using var simulation = new Simulation(One(load + ", arrival: poisson"));
        var pace = new Pace(from, [new Stage("1", TimeSpan.FromSeconds(3), to)]);
        double[] due = [.. Arrivals.Of(pace, Arrival.Poisson, Seeds.For(1, "default/arrivals", 0), 0, 1).Select(one => one.Due.TotalSeconds)];
        await simulation.Through([.. due.Select(at => (at, 1))]);
        await simulation.End();

        AssertSentAt(due, simulation);
    }

    [Fact]
    public async Task ConstantVUs_EachGoesOnWhenItWasAnswered()
    {
        using var simulation = new Simulation(One("executor: constant-vus, vus: 3, duration: 2s")) { AnswersAfter = TimeSpan.FromMilliseconds(450) };
        await simulation.Through((0, 3), (0.45, 3), (0.9, 3), (1.35, 3), (1.8, 3));
        await simulation.End();

        Assert.Equal(15, simulation.Sent);
        Assert.Equal(15, simulation.Seconds.Sum(second => second.Completed));
        Assert.Equal([3, 3], simulation.Seconds.Take(2).Select(second => second.VUs));
    }

    [Fact]
    public async Task RampingVUs_OneTakenAway_EndsItsIterationWithinTheGrace()
    {
        using var simulation = new Simulation(One("executor: ramping-vus, startVUs: 2, gracefulRampDown: 500ms, gracefulStop: 5s, stages: [ { duration: 1s, target: 2 }, { duration: 0s, target: 1 }, { duration: 1s, target: 1 } ]")) { AnswersAtOnce = false };
        await simulation.Through((0, 2));
        await simulation.Quiet();
        await simulation.Next(TimeSpan.FromSeconds(1));
        await simulation.To(TimeSpan.FromSeconds(1.5), () => simulation.Interrupted == 1); // the other has until 7 s
        await simulation.To(TimeSpan.FromSeconds(2), () => simulation.Seconds.Count == 2);
        simulation.AnswerOne();
        await simulation.End();

        Assert.Equal(1, simulation.Steps.Sum(step => step.Outcomes.GetValueOrDefault("interrupted")));
        Assert.Equal(1, simulation.Seconds.Sum(second => second.Completed));
    }

    [Fact]
    public async Task SharedIterations_AFastOneDoesMore_AndAllEndsWithTheLast()
    {
        using var simulation = new Simulation(One("executor: shared-iterations, vus: 3, iterations: 10")) { AnswersAfter = Tenth };
        await simulation.Through((0, 3), (0.1, 3), (0.2, 3), (0.3, 1));
        await simulation.To(TimeSpan.FromSeconds(0.4), () => !simulation.Finished.IsEmpty);
        await simulation.End();

        Assert.Equal(TimeSpan.FromSeconds(0.4), Assert.Single(simulation.Finished).At);
        Assert.Equal((10, 10, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    [Fact]
    public async Task SharedIterations_TimeIsOver_CountsTheRestAsDropped()
    {
        using var simulation = new Simulation(One("executor: shared-iterations, vus: 2, iterations: 10, maxDuration: 250ms")) { AnswersAfter = Tenth };
        await simulation.Through((0, 2), (0.1, 2), (0.2, 2));
        await simulation.To(TimeSpan.FromSeconds(0.25), () => true);
        await simulation.End();

        Assert.Equal((6, 6, 4), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    [Fact]
    public async Task PerVUIterations_EachDoesItsOwn()
    {
        using var simulation = new Simulation(One("executor: per-vu-iterations, vus: 4, iterations: 2")) { AnswersAfter = Tenth };
        await simulation.Through((0, 4), (0.1, 4));
        await simulation.To(TimeSpan.FromSeconds(0.2), () => !simulation.Finished.IsEmpty);
        await simulation.End();

        Assert.Equal((8, 8), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed)));
        Assert.Equal(TimeSpan.FromSeconds(0.2), Assert.Single(simulation.Finished).At);
    }

    [Fact]
    public async Task SeveralLoads_RunSideBySideFromTheirStart()
    {
        using var simulation = new Simulation(Plan("""
            loads:
              browse: { target: shop, executor: constant-arrival-rate, rate: 2/s, duration: 3s, warmup: 1s }
              buy:    { target: shop, executor: constant-arrival-rate, rate: 4/s, duration: 1s, startTime: 1s, steps: [ { post: /orders, name: buy } ] }
            """));
        await simulation.Through((-1, 1), (-0.5, 1), (0, 1), (0.5, 1), (1, 2), (1.25, 1), (1.5, 2), (1.75, 1), (2, 1), (2.5, 1));
        await simulation.End();

        Assert.Equal(6, simulation.Seconds.Where(second => second.Load == "browse").Sum(second => second.Completed));
        Assert.Equal(4, simulation.Seconds.Where(second => second.Load == "buy").Sum(second => second.Completed));
        Assert.Equal([0, 4, 0], simulation.Seconds.Where(second => second is { Load: "buy", Second: >= 0 and < 3 }).Select(second => Math.Round(second.Planned, 6)));
        Assert.Equal(["GET /products", "buy"], simulation.Steps.Select(step => step.Step).Distinct());
        Assert.Equal(2, simulation.Steps.Where(step => step.Stage == StepFrame.WarmUp).Sum(step => step.Steps));
        Assert.Equal(["browse", "buy"], simulation.Finished.Select(load => load.Load).Order());
    }

    [Theory]
    [InlineData("onVuLimit: drop", 1)]
    [InlineData("maxBacklog: 0", 1)]
    [InlineData("maxBacklog: 2", 3)]
    [InlineData("onVuLimit: wait", 4)]
    public async Task NoVirtualUserFree_WaitsOrIsDropped(string options, int sent)
    {
        using var simulation = new Simulation(One($"executor: constant-arrival-rate, rate: 10/s, duration: 400ms, preAllocatedVUs: 1, {options}")) { AnswersAfter = TimeSpan.FromSeconds(1) };
        await simulation.Through((0, 1));
        foreach (var due in (double[])[0.1, 0.2, 0.3]) await simulation.Next(TimeSpan.FromSeconds(due));
        for (var i = 1; i < sent; i++)
        {
            var expected = i + 1;
            await simulation.To(TimeSpan.FromSeconds(i), () => simulation.Sent == expected);
        }
        await simulation.End();

        Assert.Equal((sent, 4 - sent), (simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    [Fact]
    public async Task GracefulStop_Over_EndsWhatIsUnderWay()
    {
        using var simulation = new Simulation(One("executor: constant-arrival-rate, rate: 1/s, duration: 1s, gracefulStop: 3s")) { AnswersAtOnce = false };
        await simulation.Through((0, 1));
        await simulation.Quiet();
        await simulation.Next(TimeSpan.FromSeconds(1));
        for (var second = 2; second <= 4; second++)
        {
            var closed = second;
            await simulation.To(TimeSpan.FromSeconds(second), () => simulation.Seconds.Count >= closed);
        }
        await Simulation.Until(() => !simulation.Finished.IsEmpty);
        await simulation.End();

        Assert.Equal(TimeSpan.FromSeconds(4), Assert.Single(simulation.Finished).At);
        Assert.Equal(1, simulation.Steps.Sum(step => step.Outcomes["interrupted"]));
    }
}
