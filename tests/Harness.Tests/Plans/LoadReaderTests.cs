using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class LoadReaderTests
{
    private static PlanReading Read(string load) => Sample.Read($"{load}\nsteps:\n  - get: /products\n");

    private static LoadPlan One(string load)
    {
        var reading = Read($"load: {{ target: shop, {load} }}");
        Assert.Equal("", Sample.Text(reading));
        return Assert.Single(reading.Plan!.Loads);
    }

    [Theory]
    [InlineData("executor: constant-vus, vus: 7, duration: 30s", Executor.ConstantVUs, 7, 30, 7)]
    [InlineData("vus: 7, duration: 30s", Executor.ConstantVUs, 7, 30, 7)]
    [InlineData("duration: 30s", Executor.ConstantVUs, 1, 30, 1)]
    [InlineData("stages: [ { duration: 20s, target: 9 } ]", Executor.RampingVUs, 1, 20, 9)]
    [InlineData("vus: 3, stages: [ { duration: 20s, target: 9 } ]", Executor.RampingVUs, 3, 20, 9)]
    [InlineData("executor: ramping-vus, startVUs: 3, stages: [ { duration: 20s, target: 0 } ]", Executor.RampingVUs, 3, 20, 0)]
    [InlineData("executor: constant-arrival-rate, rate: 90, timeUnit: 1m, duration: 30s", Executor.ConstantArrivalRate, 1.5, 30, 1.5)]
    [InlineData("executor: constant-arrival-rate, rate: 90/m, duration: 30s", Executor.ConstantArrivalRate, 1.5, 30, 1.5)]
    [InlineData("executor: ramping-arrival-rate, startRate: 60, timeUnit: 1m, stages: [ { duration: 1m, target: 600 } ]", Executor.RampingArrivalRate, 1, 60, 10)]
    [InlineData("iterations: 100, vus: 10", Executor.SharedIterations, 10, 600, 10)]
    [InlineData("iterations: 100, vus: 10, duration: 20s", Executor.SharedIterations, 10, 20, 10)]
    [InlineData("executor: shared-iterations, vus: 4", Executor.SharedIterations, 4, 600, 4)]
    [InlineData("executor: per-vu-iterations, vus: 4, iterations: 5, maxDuration: 1m", Executor.PerVUIterations, 4, 60, 4)]
    public void Read_ExecutorsAndShortcuts_AreAsInK6(string load, Executor executor, double start, double seconds, double last)
    {
        var plan = One(load);

        Assert.Equal((executor, start, seconds, last), (plan.Executor, plan.Start, plan.Duration.TotalSeconds, plan.Stages[^1].Target));
    }

    [Fact]
    public void Read_IterationsLeftOut_EachVirtualUserDoesOne() =>
        Assert.Equal([4, 1], [One("executor: shared-iterations, vus: 4").Iterations, One("executor: per-vu-iterations, vus: 4").Iterations]);

    [Fact]
    public void Read_PreAllocatedVUs_IsTheDefaultOfMaxVUs()
    {
        const string load = "executor: constant-arrival-rate, rate: 1, duration: 1s";

        Assert.Equal([10_000, 50, 80], [One(load).MaxVUs, One(load + ", preAllocatedVUs: 50").MaxVUs, One(load + ", preAllocatedVUs: 50, maxVUs: 80").MaxVUs]);
    }

    [Theory]
    [InlineData("vus: 1, duration: 1s", false)]
    [InlineData("vus: 1, duration: 1s, offloop: false", false)]
    [InlineData("vus: 1, duration: 1s, offloop: true", true)]
    [InlineData("executor: constant-arrival-rate, rate: 1, duration: 1s, offloop: true", true)]
    [InlineData("iterations: 5, offloop: true", true)]
    public void Read_OffLoop_IsEveryExecutors(string load, bool expected) => Assert.Equal(expected, One(load).OffLoop);

    [Fact]
    public void Read_SeveralLoads_HaveNamesStartsAndStepsOfTheirOwn()
    {
        var reading = Sample.Read("""
            loads:
              browse: { target: shop, vus: 2, duration: 60s, warmup: 5s }
              buy:
                executor: constant-arrival-rate
                rate: 2/s
                duration: 30s
                startTime: 20s
                arrival: poisson
                onVuLimit: drop
                maxBacklog: 7
                steps: [ { get: "http://127.0.0.1:5080/x", name: buy } ]
            steps:
              - get: /products
            thresholds:
              "iterations{load:buy}": count>1
            """);
        Assert.Equal("", Sample.Text(reading));
        var plan = reading.Plan!;

        Assert.Equal(["browse", "buy"], plan.Loads.Select(load => load.Name));
        Assert.Equal(["GET /products", "buy"], plan.Requests.Select(step => step.Name));
        Assert.Equal((60, 5, false), (plan.Duration.TotalSeconds, plan.WarmUp.TotalSeconds, plan.IsOpen));
        Assert.Equal((Arrival.Poisson, OnVULimit.Drop, 7, 20), (plan.Loads[1].Arrival, plan.Loads[1].OnVULimit, plan.Loads[1].MaxBacklog, plan.Loads[1].StartTime.TotalSeconds));
    }

    [Theory]
    [InlineData("load: { target: shop, executor: constant-vus }", "s.yaml:1:7: load needs 'duration', such as 30s")]
    [InlineData("load: { target: shop, stages: [ { duration: 1s, target: 5/s } ] }", "s.yaml:1:7: load needs 'executor', such as ramping-arrival-rate")]
    [InlineData("load: { target: shop, vus: 5, iterations: 3 }", "s.yaml:1:43: load.iterations is 3, fewer than the 5 virtual users that share them; lower vus")]
    [InlineData("load: { target: shop, vus: 5, duration: 1s, maxVUs: 3 }", "s.yaml:1:45: 'maxVUs' has no meaning with constant-vus, which takes vus, duration, warmup")]
    [InlineData("load: { target: shop, executor: constant-arrival-rate, rate: 5, duration: 1s, preAllocatedVUs: 9, maxVUs: 3 }", "s.yaml:1:107: load.maxVUs is '3'; it is a whole number from 9 to 1000000")]
    [InlineData("load: { target: shop, vus: 1, duration: 1s, startTime: 5s, warmup: 1s }", "s.yaml:1:68: load begins after t = 0, where the warm-up is over; leave out warmup or startTime")]
    [InlineData("load: { target: shop, vus: 1, duration: 1s }\nloads: { a: { target: shop, vus: 1, duration: 1s } }", "s.yaml:2:8: there is either one load or several loads, not both; move load into loads and give it a name")]
    [InlineData("load: { target: shop, duration: 60s, stages: [ { duration: 1s, target: 3 } ] }", "s.yaml:1:23: 'duration' has no meaning with ramping-vus, which takes startVUs, stages, gracefulRampDown, warmup, vus")]
    [InlineData("load: { target: shop, vus: 2, startVUs: 7, stages: [ { duration: 1s, target: 3 } ] }", "s.yaml:1:23: 'vus' has no meaning with ramping-vus, which takes startVUs, stages, gracefulRampDown, warmup")]
    [InlineData("load: { target: shop, vus: 2, iterations: 7, duration: 60s, maxDuration: 5s }", "s.yaml:1:46: 'duration' has no meaning with shared-iterations, which takes vus, iterations, maxDuration")]
    [InlineData("load: { target: shop, vus: 1, duration: 1s, offloop: yes }", "s.yaml:1:54: load.offloop is 'yes'; it is one of true, false")]
    [InlineData("load: { target: shop, vus: 1, duration: 1s, offloop: }", "s.yaml:1:54: load.offloop is empty; it is one of true, false")]
    [InlineData("loads: {}", "s.yaml:1:8: loads has 0 entries; it has 1 to 50")]
    [InlineData("loads: { 'a,b': { target: shop, vus: 1, duration: 1s } }", "s.yaml:1:10: 'a,b' cannot name a load; a selector must be able to hold it: no , { } [ ] or quotes, and at most 80 characters")]
    [InlineData("loads: { a: { target: shop, vus: 1, duration: 1s, steps: [ { get: /a } ] } }", "s.yaml:3:3: no load goes through these steps: each has steps of its own")]
    [InlineData("loads: { a: { target: shop, vus: 1, duration: 1s }, b: { vus: 1, duration: 1s } }", "s.yaml:3:10: steps.get is the path '/products', but load has no target for it to go to; say load.target or write the whole URL")]
    public void Read_Wrong_IsOneProblemWithItsPlace(string load, string expected) => Assert.Equal(expected, Sample.Text(Read(load)));

    [Fact]
    public void Read_RateWithoutAnExecutor_IsNoLoadOfOneVirtualUser() =>
        Assert.StartsWith("s.yaml:1:7: load needs 'executor', such as ramping-arrival-rate", Sample.Text(Read("load: { target: shop, rate: 5/s, duration: 60s }")), StringComparison.Ordinal);

    [Theory]
    [InlineData("startTime: 1s")]
    [InlineData("startTime: 5s")]
    public void Read_LoadsOneAfterTheOther_AreNotAddedUp(string start) =>
        Assert.Equal("", Sample.Text(Read($"loads: {{ a: {{ target: shop, executor: constant-arrival-rate, rate: 150000, duration: 1s }}, b: {{ target: shop, executor: constant-arrival-rate, rate: 150000, duration: 1s, {start} }} }}")));

    [Fact]
    public void Read_LoadsTogetherAboveTheHighestRate_AreRefused()
    {
        var reading = Read("loads: { a: { target: shop, executor: constant-arrival-rate, rate: 150000, duration: 1s }, b: { target: shop, executor: constant-arrival-rate, rate: 150000, duration: 1s } }");

        Assert.True(Assert.Single(reading.Problems).IsRefusal);
        Assert.Contains("loads come to 300000/s at the same time, above safety.maxRate", Sample.Text(reading), StringComparison.Ordinal);
    }
}
