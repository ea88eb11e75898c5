using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Checks;

public sealed class JudgementTests
{
    [Fact]
    public void Verdict_ThresholdFails_Is99WithValueLimitAndDistance()
    {
        var judgement = Tape.Run(scenario: Tape.Scenario.Replace("rate<0.5", "rate>0.5", StringComparison.Ordinal)).End();

        Assert.Equal((Outcome.Fail, ExitCode.ThresholdFailed), (judgement.Verdict.Outcome, judgement.Verdict.ExitCode));
        Assert.Equal("http_req_failed rate>0.5: 0%, 50\u00a0pp short of the 50% asked for; first seen at 0:01.", judgement.Verdict.Reasons[0].ToString());
    }

    [Fact]
    public void Verdict_ThresholdWithoutData_Is99()
    {
        var judgement = new Tape(Tape.Scenario.Replace("http_req_failed: [ rate<0.5 ]", "\"response_time{outcome:failed}\": [ p(95)<100 ]", StringComparison.Ordinal)).End();

        Assert.Contains(judgement.Verdict.Reasons, reason => reason is { Code: ExitCode.ThresholdFailed } && reason.Text.Contains("no data", StringComparison.Ordinal));
    }

    [Fact]
    public void Verdict_Killed_IsInvalidAndSaysWhen()
    {
        var tape = Tape.Run().Seconds(40);
        var verdict = Judgement.Of(tape.Fold).Verdict;

        Assert.Equal((Outcome.Invalid, ExitCode.NotValid), (verdict.Outcome, verdict.ExitCode));
        Assert.StartsWith("The run was killed: its journal ends at 0:40", verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StopCause.Signal, ExitCode.Interrupted)]
    [InlineData(StopCause.Setup, ExitCode.InvalidPlan)]
    [InlineData(StopCause.Refused, ExitCode.Refused)]
    [InlineData(StopCause.Unhealthy, ExitCode.NotSteady)]
    [InlineData(StopCause.NoSteadyState, ExitCode.NotSteady)]
    [InlineData(StopCause.Crash, ExitCode.Crashed)]
    [InlineData(StopCause.Fault, ExitCode.Crashed)]
    [InlineData(StopCause.Condition, ExitCode.StopCondition)]
    public void Verdict_StoppedEarly_HasTheCodeOfItsCause(StopCause cause, ExitCode code)
    {
        // A broken threshold and a broken hypothesis beside it do not change the code.
        var tape = Tape.Run(failed: 9).Write(new RunStopping(cause, "so.") { At = TimeSpan.FromSeconds(30) });

        Assert.Equal(code, tape.End().Verdict.ExitCode);
    }

    [Fact]
    public void Verdict_StuckFault_BeatsEverything()
    {
        var tape = new Tape().Seconds(20).Fault(FaultState.Injecting, 20).Fault(FaultState.Active, 20).Seconds(30).Fault(FaultState.Stuck, 30, "do it by hand")
            .Write(new RunStopping(StopCause.Crash, "boom") { At = TimeSpan.FromSeconds(30) });
        var verdict = tape.End().Verdict;

        Assert.Equal((Outcome.Fail, ExitCode.NotHealed), (verdict.Outcome, verdict.ExitCode));
        Assert.Contains("do it by hand", verdict.Reasons[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20.09, 30.09, null, null)]
    [InlineData(20.4, 30.02, 0.4, null)]
    [InlineData(20.01, 30.3, null, 0.3)]
    public void FaultStory_LaterThanPlanned_IsToldWhereItIsMoreThanATenth(double active, double healing, double? beganLate, double? endedLate)
    {
        var story = new Tape().Seconds(20).Fault(FaultState.Injecting, 20).Fault(FaultState.Active, active).Seconds(30).Fault(FaultState.Healing, healing).Fold.Faults[0];

        Assert.Equal((beganLate, endedLate), (story.BeganLate?.TotalSeconds, story.EndedLate?.TotalSeconds));
    }

    [Theory]
    [InlineData(25, 25, true)]
    [InlineData(35, 30, false)]
    public void Verdict_FaultsStoppedByHand_IsInvalidOnlyWhereSomethingWasCutShort(double stoppedAt, double healedAt, bool isInvalid)
    {
        var tape = new Tape().Seconds(20).Fault(FaultState.Injecting, 20, gateHeld: true).Fault(FaultState.Active, 20).Seconds((int)healedAt);
        if (stoppedAt <= healedAt) tape.Write(new FaultsStopped("the key f") { At = TimeSpan.FromSeconds(stoppedAt) });
        tape.Fault(FaultState.Healing, healedAt).Fault(FaultState.Healed, healedAt).Seconds(40);
        if (stoppedAt > healedAt) tape.Write(new FaultsStopped("the key f") { At = TimeSpan.FromSeconds(stoppedAt) });

        Assert.Equal(isInvalid ? ExitCode.NotValid : ExitCode.Pass, tape.End().Verdict.ExitCode);
    }

    [Fact]
    public void Verdict_GeneratorSlow_BeatsPassAndFail()
    {
        foreach (var failed in (int[])[0, 9])
        {
            var verdict = Slow(Tape.Run(failed)).Verdict;
            Assert.Equal((Outcome.Invalid, ExitCode.NotValid), (verdict.Outcome, verdict.ExitCode));
        }

        static Judgement Slow(Tape tape)
        {
            // 5 % of the tightest limit (100 ms) is below 10 ms, so 10 ms is the limit: 20 ms of lag in every start.
            var lag = new Histogram();
            for (var i = 0; i < 100; i++) lag.Record(TimeSpan.FromMilliseconds(20));
            return tape.Write(new LoadFrame { Second = 31, Load = LoadPlan.DefaultName, Lag = lag.ToBuckets() }).End();
        }
    }

    [Fact]
    public void Verdict_HeldBack_BeatsPassButNeverFail()
    {
        static Tape Held(Tape tape) => tape.Write(new LoadFrame { Second = 31, Load = LoadPlan.DefaultName, HeldBack = 50 });

        Assert.Equal(ExitCode.NotValid, Held(Tape.Run()).End().Verdict.ExitCode);
        Assert.Equal(ExitCode.HypothesisFailed, Held(Tape.Run(failed: 9)).End().Verdict.ExitCode);
    }

    [Fact]
    public void Verdict_NothingJudged_IsInvalid()
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)];

        Assert.Equal(ExitCode.NotValid, new Tape(scenario).End().Verdict.ExitCode);
    }

    [Theory]
    [InlineData("", ExitCode.ThresholdFailed)]
    [InlineData("checks: ignore\nthresholds: { http_reqs: [ count>1 ] }\n", ExitCode.Pass)]
    [InlineData("thresholds: { checks: [ rate>0.1 ] }\n", ExitCode.Pass)]
    public void Verdict_FailedChecks_NeedAThresholdOrBeingIgnored(string added, ExitCode code)
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)].Replace("name: list }", "name: list, check: { status: 200 } }", StringComparison.Ordinal) + added;
        var tape = new Tape(scenario);
        tape.Write(new StepFrame { Second = 0, Load = LoadPlan.DefaultName, Step = "list", Stage = "1", Steps = 2, StepsFailed = 1, Outcomes = new Dictionary<string, int> { ["2xx"] = 2 }, Checks = new Dictionary<string, int[]> { ["status: 200"] = [1, 1] } });

        Assert.Equal(code, tape.End().Verdict.ExitCode);
    }

    /// <summary>Without a port or a file nothing left this machine: of the target that says nothing, neither good nor bad.</summary>
    [Theory]
    [InlineData(1, ExitCode.Pass)]
    [InlineData(20, ExitCode.NotValid)]
    public void Verdict_RequestsThatThisMachineRefused_ProveNothing(int refused, ExitCode code)
    {
        var tape = new Tape(Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)] + "thresholds: { http_reqs: [ count>1 ] }\n");
        tape.Write(new StepFrame { Second = 0, Load = LoadPlan.DefaultName, Step = "list", Stage = "1", Steps = 2000, StepsFailed = refused, RequestsFailed = refused, Outcomes = new Dictionary<string, int> { ["2xx"] = 2000 - refused, ["generator"] = refused } });
        var verdict = tape.End().Verdict;

        Assert.Equal(code, verdict.ExitCode);
        Assert.Equal(code == ExitCode.NotValid, verdict.Reasons.Any(reason => reason.ToString().Contains("refused by this machine", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("checks{check:status: 200}", ExitCode.Pass)]
    [InlineData("checks{stage:2}", ExitCode.ThresholdFailed)]
    public void Verdict_FailedChecks_AreCoveredOnlyByAThresholdThatSelectsThem(string selector, ExitCode code)
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)].Replace("name: list }", "name: list, check: { status: 200 } }", StringComparison.Ordinal) + $"thresholds: {{ \"{selector}\": [ rate>0.1 ] }}\n";
        var tape = new Tape(scenario);
        foreach (var stage in (string[])["1", "2"])
            tape.Write(new StepFrame { Second = 0, Load = LoadPlan.DefaultName, Step = "list", Stage = stage, Steps = 2, StepsFailed = stage == "1" ? 1 : 0, Outcomes = new Dictionary<string, int> { ["2xx"] = 2 }, Checks = new Dictionary<string, int[]> { ["status: 200"] = stage == "1" ? [1, 1] : [2, 0] } });

        Assert.Equal(code, tape.End().Verdict.ExitCode);
    }

    [Fact]
    public void Verdict_StepsThatWereNotSent_AreNotAPass()
    {
        var tape = Tape.Run();
        tape.Write(new StepFrame { Second = 0, Load = LoadPlan.DefaultName, Step = "list", Stage = "1", Steps = 5, StepsFailed = 5 });
        var verdict = tape.End().Verdict;

        Assert.Equal(ExitCode.ThresholdFailed, verdict.ExitCode);
        Assert.Contains("being sent of list", verdict.Reasons[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_ChecksIgnoredAndNothingElse_JudgesNothing()
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)].Replace("name: list }", "name: list, check: { status: 200 } }", StringComparison.Ordinal) + "checks: ignore\n";

        Assert.Equal(ExitCode.NotValid, new Tape(scenario).End().Verdict.ExitCode);
    }

    [Fact]
    public void Verdict_AnyTwoCauses_TheOneThatComesFirstInTheListWins()
    {
        StopCause[] causes = [StopCause.Crash, StopCause.Signal, StopCause.Setup, StopCause.Refused, StopCause.NoSteadyState];
        for (var first = 0; first < causes.Length; first++)
        {
            for (var other = first + 1; other < causes.Length; other++)
            {
                var verdict = Tape.Run().Write(new RunStopping(causes[other], "x")).Write(new RunStopping(causes[first], "y")).End().Verdict;
                Assert.Equal(new Tape().Write(new RunStopping(causes[first], "y")).End().Verdict.ExitCode, verdict.ExitCode);
            }
        }
    }

    [Fact]
    public void ByPrecedence_EveryFailingCode_IsInTheList() =>
        Assert.Equal(Enum.GetValues<ExitCode>().Except([ExitCode.Pass]).Order(), ExitCodes.ByPrecedence.Order());

    private const string OpenAndCounted = """
        loads:
          open: { target: shop, executor: constant-arrival-rate, rate: 2/s, duration: 10s }
          import: { target: shop, executor: shared-iterations, vus: 1, iterations: 1000, maxDuration: 10s }
          many: { target: shop, vus: 8, duration: 10s }
        steps: [ { get: /a } ]
        thresholds: { http_req_failed: rate<0.5 }
        """;

    [Theory]
    [InlineData("open", "The generator was held back: dropped iterations was 9.09%, 0.1% is allowed (2 of 22 of open). The numbers may be better than the truth: raise load.maxVUs, which is 10,000.")]
    [InlineData("import", "Iterations were left undone: iterations left undone was 0.2%, 0.1% is allowed (2 of 1,000 of import, when maxDuration was over). The numbers say nothing of them: raise maxDuration or vus, or plan fewer iterations.")]
    public void Verdict_OneLoadLostIterations_IsInvalidHoweverManyTheOthersDid(string load, string expected)
    {
        var tape = new Tape(OpenAndCounted);
        for (var second = 0; second < 10; second++) tape.Second(second, null, ("open", 2, 2), ("many", 9000, 9000));
        tape.Write(new LoadFrame { Second = 9, Load = "import", Counted = 998, Dropped = load == "import" ? 2 : 0 });
        tape.Write(new LoadFrame { Second = 9, Load = "open", Dropped = load == "open" ? 2 : 0 });
        var verdict = tape.EndAt(10).Verdict;

        Assert.Equal((Outcome.Invalid, ExitCode.NotValid), (verdict.Outcome, verdict.ExitCode));
        Assert.Equal(expected, verdict.Reasons[0].ToString());
    }

    [Fact]
    public void Verdict_TooFewVirtualUsers_SaysHowManyTheRateNeeds()
    {
        var tape = new Tape("load: { target: shop, executor: constant-arrival-rate, rate: 50/s, duration: 10s, maxVUs: 20 }\nsteps: [ { get: /a } ]\nthresholds: { http_req_failed: rate<0.5 }\n");
        for (var second = 0; second < 10; second++) tape.Second(second, null, ("default", 50, 50));
        // Half of them were dropped; those that were not took 800 ms and waited 200 ms before.
        tape.Write(new LoadFrame { Second = 9, Load = "default", Counted = 500, Dropped = 500, HeldBack = 500, IterationDuration = [1_000_000, 5_000_000], VuWait = [200_000, 5_000_000] });

        Assert.EndsWith(" an iteration need about 61 VUs; maxVUs is 20.", tape.EndAt(10).Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    /// <summary>Counted iterations that end long before ten minutes are over, with a fault at 3 s; each second is good or bad.</summary>
    private static Tape Counted(string fault, int until, Func<int, bool> isGood)
    {
        var tape = new Tape($$"""
            load: { target: shop, vus: 2, iterations: 350 }
            steps: [ { get: /a } ]
            hypothesis:
              steadyState: [ { name: errors, metric: http_req_failed, expect: rate<0.5, window: 2s } ]
              recoverWithin: 3s
            faults: [ { name: slow, at: 3s, {{fault}}, during: tolerated, latency: { target: link, latency: 50ms } } ]
            """);
        for (var second = 0; second < until; second++)
        {
            if (second == 3) tape.Fault(FaultState.Injecting, 3, gateHeld: true).Fault(FaultState.Active, 3);
            if (second == 5 && fault == "for: 2s") tape.Fault(FaultState.Healing, 5).Fault(FaultState.Healed, 5);
            tape.Second(second, null, (LoadPlan.DefaultName, 20, isGood(second) ? 20 : -20));
        }
        return tape.Finish(until);
    }

    [Fact]
    public void Verdict_IterationsDoneInsideAFault_IsInvalidAndNobodyIsBlamedForTheRecovery()
    {
        var verdict = Counted("for: 1m", 7, _ => true).Fault(FaultState.Healing, 7.01).Fault(FaultState.Healed, 7.02).EndAt(7.1).Verdict;

        Assert.Equal(ExitCode.NotValid, verdict.ExitCode);
        Assert.Equal("A fault was cut short: slow was planned until 1:03, but the load was over at 0:07. Plan more iterations, or a shorter fault.", verdict.Reasons[0].ToString());
    }

    /// <summary>A plan of 60 s whose fault is due to end at 5 s, and is gone only when the load is over.</summary>
    [Fact]
    public void Verdict_AnUndoThatOutlastsTheLoad_IsInvalid()
    {
        var tape = new Tape("""
            load: { target: shop, vus: 2, duration: 10s }
            steps: [ { get: /a } ]
            thresholds: { http_reqs: count>1 }
            faults: [ { name: slow, at: 3s, for: 2s, latency: { target: link, latency: 50ms } } ]
            """);
        for (var second = 0; second < 10; second++)
        {
            if (second == 3) tape.Fault(FaultState.Injecting, 3).Fault(FaultState.Active, 3);
            if (second == 5) tape.Fault(FaultState.Healing, 5);
            tape.Second(second, null, (LoadPlan.DefaultName, 20, 20));
        }

        var verdict = tape.Finish(10).Fault(FaultState.Healed, 12).EndAt(12.1).Verdict;

        Assert.Equal(ExitCode.NotValid, verdict.ExitCode);
        Assert.Equal("A fault was healed too late: slow was planned until 0:05 and gone at 0:12, after the load, which ended at 0:10: what follows it was not seen. Plan a longer load, or an earlier fault.", verdict.Reasons[0].ToString());
    }

    [Theory]
    [InlineData(7, ExitCode.Pass)]
    [InlineData(9, ExitCode.Pass)]
    [InlineData(12, ExitCode.HypothesisFailed)]
    public void Verdict_IterationsDoneAfterAFault_BlameTheRecoveryOnlyWhereItCouldBeSeen(int until, ExitCode code) =>
        Assert.Equal(code, Counted("for: 2s", until, second => second < 3).EndAt(until).Verdict.ExitCode);
}
