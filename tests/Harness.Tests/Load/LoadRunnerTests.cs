using Harness.Journal;
using Harness.Load;
using Harness.Plans;
using Harness.Tests.Plans;

namespace Harness.Tests.Load;

public sealed class LoadRunnerTests
{
    private static Plan Plan(string load, string steps = "  - get: /products\n") => Sample.Read($"load:\n  target: shop\n{load}steps:\n{steps}").Plan!;

    private const string Open = "  executor: ramping-arrival-rate\n  startRate: 2/s\n  stages: [ { duration: 3s, target: 8/s, name: up }, { duration: 1s, target: 8/s } ]\n";

    [Fact]
    public async Task Run_OpenModel_StartsEveryIterationWhenItIsDue()
    {
        using var simulation = new Simulation(Plan(Open));
        var pace = new Pace(2, [new Stage("up", TimeSpan.FromSeconds(3), 8), new Stage("2", TimeSpan.FromSeconds(1), 8)]);
        Assert.Equal(23, pace.Count);
        for (var i = 0; i < pace.Count; i++)
        {
            var expected = i + 1;
            await simulation.To(pace.Due(i), () => simulation.Sent == expected);
        }
        await simulation.End();

        Assert.Equal(Enumerable.Range(0, 23).Select(i => pace.Due(i)), simulation.SentAt);
        Assert.Equal(23, simulation.Seconds.Sum(second => second.Started));
        Assert.Equal(23, simulation.Seconds.Sum(second => second.Completed));
        Assert.Equal(23, simulation.Seconds.Sum(second => second.Planned), 6);
        Assert.Equal(15, simulation.Steps.Where(step => step.Stage == "up").Sum(step => step.Steps));
        Assert.Equal(8, simulation.Steps.Where(step => step.Stage == "2").Sum(step => step.Steps));
    }

    [Fact]
    public async Task Run_GroupTarget_GoesRoundRobin()
    {
        var settings = """{ "targets": { "shop": { "instances": ["one", "two"] }, "one": { "url": "http://127.0.0.1:1" }, "two": { "url": "http://127.0.0.1:2" } } }""";
        using var simulation = new Simulation(Sample.Read($"load:\n  target: shop\n{Open}steps:\n  - get: /products\n", settings).Plan!);
        var pace = new Pace(2, [new Stage("up", TimeSpan.FromSeconds(3), 8)]);
        for (var i = 0; i < 6; i++)
        {
            var expected = i + 1;
            await simulation.To(pace.Due(i), () => simulation.Sent == expected);
        }
        simulation.Stop();
        await simulation.End();

        Assert.Equal(3, simulation.SentTo.Count(url => url.Port == 1));
        Assert.All(simulation.SentTo.Zip(simulation.SentTo.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task Run_WarmUp_IsSentAndCountsNowhere()
    {
        using var simulation = new Simulation(Plan("  warmup: 2s\n" + Open));
        foreach (var (at, sent) in new (double, int)[] { (-2, 1), (-1.5, 2), (-1, 3), (-0.5, 4), (0, 5) })
            await simulation.To(TimeSpan.FromSeconds(at), () => simulation.Sent == sent);
        simulation.Stop();
        await simulation.End();

        Assert.Equal(4, simulation.Steps.Where(step => step.Stage == StepFrame.WarmUp).Sum(step => step.Steps));
        Assert.Equal(1, simulation.Seconds.Sum(second => second.Completed));
        Assert.Contains(simulation.Seconds, second => second.Second == -2);
    }

    [Fact]
    public async Task Run_NoVirtualUserFree_WaitsInLineAndItsWaitCounts()
    {
        using var simulation = new Simulation(Plan("  maxVUs: 1\n" + Open)) { AnswersAtOnce = false };
        var pace = new Pace(2, [new Stage("up", TimeSpan.FromSeconds(3), 8)]);
        await simulation.To(pace.Due(0), () => simulation.Sent == 1);
        await simulation.Quiet();
        await simulation.Next(TimeSpan.FromSeconds(0.9)); // the second is due at 0.41 s and must wait
        simulation.AnswerOne();
        await Simulation.Until(() => simulation.Sent == 2);
        simulation.AnswerOne();
        await Simulation.Until(() => simulation.Sent == 3); // the third, due at 0.73 s, was next in line
        await simulation.To(TimeSpan.FromSeconds(1), () => simulation.Seconds.Count == 1);
        simulation.Stop();
        await simulation.End();

        var second = simulation.Seconds.First();
        Assert.Equal(2, second.HeldBack);
        var wait = new Histogram();
        wait.Add(second.VuWait);
        Assert.Equal((TimeSpan.FromSeconds(0.9) - pace.Due(1)).TotalMilliseconds, wait.Max, 0.5);
        var responses = new Histogram();
        responses.Add(simulation.Steps.First().ResponseTime);
        Assert.Equal(900, responses.Max, 1.0);
    }

    [Fact]
    public async Task Run_LineIsFull_DropsAndCounts()
    {
        // The line holds ten seconds of the highest rate: 10 iterations.
        using var simulation = new Simulation(Plan("  maxVUs: 1\n  gracefulStop: 1s\n  executor: ramping-arrival-rate\n  startRate: 1/s\n  stages: [ { duration: 14s, target: 1/s } ]\n")) { AnswersAtOnce = false };
        for (var second = 0; second < 14; second++)
        {
            var closed = second;
            await simulation.To(TimeSpan.FromSeconds(second), () => simulation.Sent == 1 && simulation.Seconds.Count >= closed);
        }
        await simulation.End();

        Assert.Equal(1, simulation.Seconds.Sum(s => s.Started));
        Assert.Equal(13, simulation.Seconds.Sum(s => s.Dropped)); // three found the line full, ten were still in it at the end
        // The one that never got its answer is a failed request, not one that vanished.
        Assert.Equal(1, simulation.Steps.Sum(step => step.RequestsFailed));
        Assert.Equal(1, simulation.Steps.Sum(step => step.Outcomes["interrupted"]));
    }

    [Fact]
    public async Task Run_EndsWhileASecondIsBeingClosed_LosesNothing()
    {
        Simulation? simulation = null;
        var answered = false;
        using var running = simulation = new Simulation(Plan("  executor: ramping-arrival-rate\n  startRate: 1/s\n  stages: [ { duration: 1s, target: 1/s } ]\n"))
        {
            AnswersAtOnce = false,
            WhileClosing = () =>
            {
                if (answered) return;
                answered = true;
                simulation!.AnswerOne();
                Thread.Sleep(200); // long enough for the load to end while this second is still being closed
            },
        };
        await simulation.To(TimeSpan.Zero, () => simulation.Sent == 1);
        await simulation.End();

        Assert.Equal(1, simulation.Seconds.Sum(second => second.Completed));
        Assert.Equal(1, simulation.Steps.Sum(step => step.Steps));
    }

    [Fact]
    public async Task Run_ClosedModel_KeepsAsManyUnderWayAsThePaceSays()
    {
        using var simulation = new Simulation(Plan("  executor: ramping-vus\n  startVUs: 1\n  stages: [ { duration: 3s, target: 3 }, { duration: 1s, target: 3 } ]\n")) { AnswersAtOnce = false };
        await simulation.To(TimeSpan.Zero, () => simulation.Sent == 1);
        await simulation.To(TimeSpan.FromSeconds(1), () => simulation.Seconds.Count == 1);
        await simulation.To(TimeSpan.FromSeconds(1.5), () => simulation.Sent == 2);
        await simulation.To(TimeSpan.FromSeconds(2), () => simulation.Seconds.Count == 2);
        await simulation.To(TimeSpan.FromSeconds(3), () => simulation.Sent == 3);
        simulation.AnswerOne();
        await Simulation.Until(() => simulation.Sent == 4); // the one that was answered goes on at once
        await simulation.To(TimeSpan.FromSeconds(4), () => simulation.Seconds.Count == 4);
        for (var i = 0; i < 3; i++) simulation.AnswerOne();
        await simulation.End();

        Assert.Equal(4, simulation.Seconds.Sum(second => second.Completed));
        Assert.Equal([1, 2], simulation.Seconds.Take(2).Select(second => second.VUs));
        Assert.Equal(3, simulation.Seconds.Max(second => second.VUs));
        Assert.Equal(4, simulation.Sent);
    }

    [Fact]
    public async Task Run_Stopped_StartsNothingMoreAndLetsWhatIsUnderWayEnd()
    {
        using var simulation = new Simulation(Plan(Open)) { AnswersAtOnce = false };
        await simulation.To(TimeSpan.Zero, () => simulation.Sent == 1);
        simulation.Stop();
        await simulation.To(TimeSpan.FromSeconds(2), () => simulation.Seconds.Count >= 2);
        simulation.AnswerOne();
        await simulation.End();

        Assert.Equal(1, simulation.Sent);
        Assert.Equal(1, simulation.Seconds.Sum(second => second.Completed));
    }
}
