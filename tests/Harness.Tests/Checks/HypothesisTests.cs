using Harness.Checks;
using Harness.Journal;
using Harness.Metrics;

namespace Harness.Tests.Checks;

public sealed class HypothesisTests
{
    [Fact]
    public void Judge_NothingBroken_PassesWithReasons()
    {
        var tape = Tape.Run();
        var judgement = tape.End();

        Assert.Equal(ExitCode.Pass, judgement.Verdict.ExitCode);
        Assert.True(judgement.HypothesisHeld);
        Assert.Null(tape.Fold.Faults[0].TimeToDetect);
        Assert.Equal(TimeSpan.Zero, tape.Fold.Faults[0].TimeToRecover);
        Assert.StartsWith("The hypothesis held before, during and after the fault.", judgement.Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_BrokenDuringTheFault_Is112AndDatesTheFirstBreach()
    {
        // One request of ten is slow enough from 20 s on: p95 over five seconds shows it at the close of second 20.
        var tape = Tape.Run(milliseconds: 200);
        var judgement = tape.End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(1), tape.Fold.Faults[0].TimeToDetect);
        Assert.Equal("fast", tape.Fold.Faults[0].FirstBreach!.Probe);
        Assert.Contains("during slow: fast: response_time p(95) over 5 s reached 200", judgement.Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ErrorsRiseSlowly_AreDetectedWhenTheWindowShowsThem()
    {
        // Two of ten failed: the window of five seconds reaches 10 % when three of its seconds are bad (6 of 50 = 12 %).
        var tape = Tape.Run(failed: 2);
        tape.End();

        Assert.Equal(TimeSpan.FromSeconds(3), tape.Fold.Faults[0].TimeToDetect);
    }

    [Fact]
    public void Judge_BrokenWhileTolerated_Holds()
    {
        var judgement = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal)).End();

        Assert.Equal(ExitCode.Pass, judgement.Verdict.ExitCode);
    }

    [Theory]
    [InlineData(30, 0.0)]
    [InlineData(34, 4.0)]
    [InlineData(40, 10.0)]
    public void Judge_AfterHealed_RecoveryCountsFromTheFirstGoodWindow(int goodFrom, double expected)
    {
        var tape = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal), afterwards: goodFrom);
        var judgement = tape.End();

        Assert.Equal(expected, tape.Fold.Faults[0].TimeToRecover!.Value.TotalSeconds);
        Assert.Equal(ExitCode.Pass, judgement.Verdict.ExitCode);
    }

    [Fact]
    public void Judge_RecoveryTooLate_Is112()
    {
        var tape = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal), afterwards: 41);
        var judgement = tape.End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
        Assert.Contains("Recovery took too long: the steady state was back 11.0", judgement.Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_NeverRecovered_Is112()
    {
        var judgement = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal), afterwards: 60).End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
        Assert.Contains(judgement.Verdict.Reasons, reason => reason.ToString().Contains("was not seen again", StringComparison.Ordinal));
    }

    [Fact]
    public void Phases_RecoveryAndAfter_AreToldApartBySecond()
    {
        var tape = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal), afterwards: 34);
        tape.End();

        Assert.Equal(200, tape.Fold.InPhase(FrameKey.Baseline).Requests);
        Assert.Equal(100, tape.Fold.InPhase("slow").Requests);
        Assert.Equal(40, tape.Fold.InPhase(FrameKey.Recovery).Requests);
        Assert.Equal(260, tape.Fold.InPhase(FrameKey.After).Requests);
    }

    [Fact]
    public void Gate_BeforeTheWindowIsFull_DoesNotHold()
    {
        var tape = new Tape();
        Assert.False(tape.Seconds(4).Fold.Hypothesis!.State.Holds);
        Assert.True(tape.Seconds(5).Fold.Hypothesis!.State.Holds);
        Assert.False(tape.Seconds(6, healthy: false).Fold.Hypothesis!.State.Holds);
        Assert.False(tape.Seconds(8, failed: 9).Fold.Hypothesis!.State.Holds);
    }

    [Fact]
    public void Gate_NoSamples_IsNoDataAndUnmet()
    {
        var tape = new Tape().Seconds(10).Seconds(16, requests: 0);

        Assert.Equal(["200", "no data", "no data"], tape.Fold.Hypothesis!.State.Now.Select(state => state.Text));
        Assert.False(tape.Fold.Hypothesis.State.Holds);
    }

    [Fact]
    public void Gate_ProberStandsStill_IsNoData()
    {
        var tape = new Tape().Seconds(10);
        for (var second = 10; second < 15; second++) tape.Pause(second);

        Assert.Equal("no data", tape.Fold.Hypothesis!.State.Now[0].Text);
    }

    [Fact]
    public void Judge_SkippedAtItsGate_Is112()
    {
        var judgement = new Tape().Seconds(20).Fault(FaultState.Skipped, 20, "errors: too many", gateHeld: false).End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
    }

    [Fact]
    public void Judge_LastCheckFails_Is112()
    {
        var judgement = Tape.Run().Seconds(50).Seconds(60, failed: 5).End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
        Assert.Contains("at the last check", judgement.Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stages: [ { duration: 10s, target: 1/s }, { duration: 5s, target: 0/s } ]", 10)]
    [InlineData("stages: [ { duration: 10s, target: 20/s } ]", 10)]
    [InlineData("stages: [ { duration: 10s, target: 20/s }, { duration: 5s, target: 20/s } ]", 15)]
    public void LastCheckAt_RampDown_IsBeforeIt(string stages, int expected)
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("faults:", StringComparison.Ordinal)].Replace("stages: [ { duration: 55s, target: 10/s }, { duration: 5s, target: 0/s } ]", stages, StringComparison.Ordinal);

        Assert.Equal(TimeSpan.FromSeconds(expected), HypothesisFold.LastCheckAt(new Tape(scenario).Plan));
    }

    [Fact]
    public void Judge_FaultShorterThanASecond_IsStillSeen()
    {
        var tape = new Tape().Seconds(20).Fault(FaultState.Injecting, 20.1, gateHeld: true).Fault(FaultState.Active, 20.1).Fault(FaultState.Healing, 20.7).Fault(FaultState.Healed, 20.7).Seconds(21, failed: 9);
        var judgement = tape.End();

        Assert.Equal(ExitCode.HypothesisFailed, judgement.Verdict.ExitCode);
        Assert.Contains("did not hold during slow", judgement.Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_HealedTooLateToSeeARecovery_IsNotBlamedForIt()
    {
        var tape = new Tape(Tape.Scenario.Replace("at: 20s, for: 10s", "at: 47s, for: 11s", StringComparison.Ordinal)).Seconds(47).Fault(FaultState.Injecting, 47, gateHeld: true).Fault(FaultState.Active, 47).Seconds(58)
            .Fault(FaultState.Healing, 58).Fault(FaultState.Healed, 58);
        var judgement = tape.End();

        Assert.False(tape.Fold.Faults[0].RecoveryJudged);
        Assert.Equal(ExitCode.Pass, judgement.Verdict.ExitCode);
    }

    [Fact]
    public void Gate_PlannedPause_IsNotNoData()
    {
        var tape = new Tape().Seconds(10);
        for (var second = 10; second < 16; second++)
        {
            tape.Write(new ProbeAnswered("healthy", true, "200", TimeSpan.FromMilliseconds(1)) { At = TimeSpan.FromSeconds(second + 0.1) });
            tape.Pause(second);
        }

        Assert.Equal(["200", "paused", "paused"], tape.Fold.Hypothesis!.State.Now.Select(state => state.Text));
        Assert.True(tape.Fold.Hypothesis.State.Holds);
    }

    [Fact]
    public void Rates_OfPhases_AreOverTheirOwnSeconds()
    {
        var tape = Tape.Run(milliseconds: 200, scenario: Tape.Scenario.Replace("for: 10s,", "for: 10s, during: tolerated,", StringComparison.Ordinal), afterwards: 34);
        tape.End();
        foreach (var phase in (string[])[FrameKey.Baseline, "slow", FrameKey.Recovery, FrameKey.After])
        {
            var selector = new Harness.Plans.MetricSelector("http_reqs", [new("phase", phase)], "");
            Assert.Equal(10, tape.Fold.Read(selector, new(Harness.Plans.Aggregate.Rate, 0, Harness.Plans.Comparison.Greater, 0, "")).Number, 6);
        }
    }

    private static Harness.Checks.ProbeState Probe(string metric, string expect, int until = 10, string load = "executor: constant-arrival-rate, rate: 10/s, duration: 20s", Func<int, (double Planned, int Done)>? second = null)
    {
        var tape = new Tape($$"""
            load: { target: shop, {{load}} }
            steps: [ { get: /a } ]
            hypothesis:
              steadyState: [ { name: one, metric: "{{metric}}", expect: "{{expect}}", window: 2s } ]
            """);
        for (var number = 0; number < until; number++)
        {
            var (planned, done) = second?.Invoke(number) ?? (10, 10);
            tape.Second(number, null, (Harness.Plans.LoadPlan.DefaultName, planned, done));
        }
        return Assert.Single(tape.Fold.Hypothesis!.State.Now);
    }

    [Theory]
    [InlineData("http_reqs{status:5xx}", "count<3", 0)]
    [InlineData("dropped_iterations", "count==0", 0)]
    [InlineData("response_time{outcome:failed}", "count<1", 0)]
    [InlineData("iterations", "rate>9", 10)]
    [InlineData("iterations{load:default}", "count>=20", 20)]
    [InlineData("iteration_duration", "p(95)<100", 10)]
    [InlineData("vus", "max<3", 2)]
    [InlineData("vus_max", "value>99", 100)]
    public void Probe_OfAnyMetric_HoldsInAGoodRun(string metric, string expect, double number)
    {
        var state = Probe(metric, expect);

        Assert.True(state.Met, state.ToString());
        Assert.Equal(number, state.Number, 0.1);
    }

    [Theory]
    [InlineData("http_reqs{status:5xx}", "count<3")]
    [InlineData("iterations", "rate>11")]
    [InlineData("iteration_duration", "p(95)<5")]
    [InlineData("vus", "max<2")]
    public void Probe_OfAnyMetric_BreaksInABadRun(string metric, string expect) => Assert.False(Probe(metric, expect, second: _ => (10, -10)).Met);

    [Fact]
    public void Probe_FewerThanHalfOfWhatIsPlanned_IsNoData()
    {
        Assert.Equal("no data", Probe("response_time", "p(95)<100", second: _ => (10, 4)).Text);
        Assert.Equal("", Probe("response_time", "p(95)<100", second: _ => (10, 5)).Text);
        // Nothing is planned of virtual users; those that hang are no pause.
        Assert.Equal("no data", Probe("response_time", "p(95)<100", load: "vus: 2, duration: 20s", second: number => number < 5 ? (10, 10) : (0, 0)).Text);
    }

    [Theory]
    [InlineData(3, "paused")]
    [InlineData(9, "")]
    [InlineData(14, "paused")]
    public void Probe_LoadThatHasNotBegunOrIsDone_IsPausedWhateverTheOthersDo(int until, string text)
    {
        var tape = new Tape("""
            loads:
              browse: { target: shop, vus: 1, duration: 20s }
              buy: { target: shop, executor: shared-iterations, vus: 1, iterations: 40, startTime: 6s, maxDuration: 10s }
            steps: [ { get: /a } ]
            hypothesis:
              steadyState: [ { name: one, metric: "http_req_failed{load:buy}", expect: rate<0.5, window: 2s } ]
            """);
        for (var second = 0; second < until; second++)
        {
            if (second == 10) tape.Finish(10, "buy");
            tape.Second(second, null, ("browse", 10, 10), ("buy", second is >= 6 and < 10 ? 10 : 0, second is >= 6 and < 10 ? 10 : 0));
        }
        var state = Assert.Single(tape.Fold.Hypothesis!.State.Now);

        Assert.Equal((true, text), (state.Met, state.Text));
    }
}
