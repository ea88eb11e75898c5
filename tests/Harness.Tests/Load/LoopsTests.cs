using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Load;

/// <summary>A load on several loops is the same load: their shares make the whole, and what is limited is limited for all together.</summary>
public sealed class LoopsTests
{
    private static Plan One(string load)
    {
        var reading = Sample.Read($"load: {{ target: shop, {load} }}\nsteps:\n  - get: /products\n");
        Assert.Equal("", Sample.Text(reading));
        return reading.Plan!;
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ConstantArrivalRate_OnSeveralLoops_IsTheWholeSchedule(int loops)
    {
        using var simulation = new Simulation(One("executor: constant-arrival-rate, rate: 10/s, duration: 2s"), loops);
        await simulation.Through([.. Enumerable.Range(0, 20).Select(i => (i * 0.1, 1))]);
        await simulation.End();

        Assert.Equal((20, 20, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task MaxVUs_OnSeveralLoops_IsForAllTogetherAndTheLongestWaitIsFirst(int loops)
    {
        using var simulation = new Simulation(One("executor: constant-arrival-rate, rate: 10/s, duration: 1s, preAllocatedVUs: 3, maxVUs: 3, onVuLimit: wait"), loops) { AnswersAfter = TimeSpan.FromSeconds(1) };
        await simulation.Through((0, 1), (0.1, 1), (0.2, 1));
        for (var i = 3; i < 10; i++) await simulation.Next(TimeSpan.FromSeconds(i * 0.1));
        Assert.Equal(3, simulation.Sent);
        await simulation.Through((1, 1), (1.1, 1), (1.2, 1), (2, 1), (2.1, 1), (2.2, 1), (3, 1));
        foreach (var ended in (double[])[3.1, 3.2, 4]) await simulation.Next(TimeSpan.FromSeconds(ended));
        await simulation.End();

        Assert.Equal((10, 10, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
        Assert.Equal(3, simulation.Seconds.Max(second => second.VUs));
        // Each waits for the third before it: had one been overtaken, another would have waited for 3.1 s or more.
        var times = new Histogram();
        foreach (var step in simulation.Steps) times.Add(step.ResponseTime);
        Assert.InRange(times.Max, 3000, 3150);
    }

    [Theory]
    [InlineData("executor: shared-iterations, vus: 4, iterations: 10", 10)]
    [InlineData("executor: shared-iterations, vus: 2, iterations: 9", 9)]
    [InlineData("executor: per-vu-iterations, vus: 4, iterations: 3", 12)]
    public async Task CountedIterations_OnThreeLoops_AreExact(string load, int all)
    {
        using var simulation = new Simulation(One(load), loops: 3) { AnswersAfter = TimeSpan.FromMilliseconds(100) };
        for (var i = 0; i < 8; i++) await simulation.Next(TimeSpan.FromSeconds(i * 0.1));
        await simulation.End();

        Assert.Equal((all, all, 0), (simulation.Sent, simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
        Assert.Single(simulation.Finished);
    }

    /// <summary>The places in line belong to no loop: whichever comes first takes one.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    public async Task MaxBacklog_OnSeveralLoops_IsForAllTogether(int loops, int backlog)
    {
        // Ten are due in a second; one is under way until its end, and so many wait.
        using var simulation = new Simulation(One($"executor: constant-arrival-rate, rate: 10/s, duration: 1s, maxVUs: 1, maxBacklog: {backlog}, gracefulStop: 1m"), loops) { AnswersAfter = TimeSpan.FromSeconds(1) };
        await simulation.Through((0, 1));
        for (var i = 1; i < 10; i++) await simulation.Next(TimeSpan.FromSeconds(i * 0.1));
        await simulation.End();

        Assert.Equal((1 + backlog, 9 - backlog), (simulation.Seconds.Sum(second => second.Completed), simulation.Seconds.Sum(second => second.Dropped)));
    }

    /// <summary>Whoever is refused a virtual user is asked again only when one is given back: where one is free and two ask for it, one of them gets it.</summary>
    [Fact]
    public void TryTake_TwoAskForOne_OneGetsIt()
    {
        const int Rounds = 100_000;
        var users = new VirtualUsers(1, 0);
        var (begun, done, otherGot, nobody) = (0, 0, false, 0);
        Assert.True(users.TryTake());
        var other = new Thread(() =>
        {
            for (var round = 1; round <= Rounds; round++)
            {
                while (Volatile.Read(ref begun) < round) Thread.SpinWait(1);
                otherGot = users.TryTake();
                Volatile.Write(ref done, round);
            }
        });
        other.Start();
        for (var round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref begun, round);
            users.Release();
            var got = users.TryTake();
            while (Volatile.Read(ref done) < round) Thread.Yield();
            if (!got && !otherGot)
            {
                nobody++;
                Assert.True(users.TryTake());
            }
        }
        other.Join();

        Assert.Equal(0, nobody);
    }
}
