using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Checks;

public sealed class StopConditionTests
{
    private const string TooManyErrors = "- { name: too-many-errors, metric: http_req_failed, expect: rate<0.5, window: 3s, noData: 5s }";
    private const string Alive = "- { name: alive, http: /healthz, expect: { status: 200 }, noData: 5s }";

    private static string Scenario(string conditions = TooManyErrors) => Tape.Scenario.Replace("faults:", $"stopConditions:\n  {conditions}\nfaults:", StringComparison.Ordinal);

    private static Tape With(string conditions = TooManyErrors) => new(Scenario(conditions));

    private static double? BreachOf(Tape tape) => tape.Fold.StopConditions!.Breach?.At.TotalSeconds;

    private static Tape Answer(Tape tape, double at, bool met, string answer) => tape.Write(new ProbeAnswered("alive", met, answer, TimeSpan.FromMilliseconds(50)) { At = TimeSpan.FromSeconds(at) });

    /// <summary>A run whose condition is broken at 0:22, two seconds into the fault, and that stops then.</summary>
    private static Tape Stopped(string scenario, bool withHealing = true)
    {
        var tape = new Tape(scenario).Seconds(20).Fault(FaultState.Injecting, 20, gateHeld: true).Fault(FaultState.Active, 20).Seconds(22, failed: 8);
        tape.Write(new RunStopping(StopCause.Condition, StopText.Describe(tape.Fold.StopConditions!.Breach!) + ".") { At = TimeSpan.FromSeconds(22.004) });
        return withHealing ? tape.Fault(FaultState.Healing, 22.012).Fault(FaultState.Healed, 22.1) : tape;
    }

    [Fact]
    public void Breach_WhileAFaultIsOn_IsTheCloseOfTheFirstSecondThatShowsIt()
    {
        // Eight of ten failed from 20 s on: 8 of 30 at 21 s, 16 of 30 at 22 s.
        var tape = Tape.Run(failed: 8, scenario: Scenario());

        Assert.Equal(22, BreachOf(tape));
        Assert.Equal(16.0 / 30, tape.Fold.StopConditions!.Breach!.State.Number, 6);
    }

    [Fact]
    public void Breach_WithoutAFault_IsSeenTheSame() => Assert.Equal(7, BreachOf(With().Seconds(5).Seconds(10, failed: 8)));

    [Fact]
    public void Breach_NothingWrong_IsNone() => Assert.Null(BreachOf(Tape.Run(failed: 1, scenario: Scenario()).Seconds(60)));

    [Fact]
    public void Breach_WindowNotFull_WaitsForIt()
    {
        var tape = With().Seconds(2, failed: 10);
        Assert.Null(BreachOf(tape));
        Assert.Equal(3, BreachOf(tape.Seconds(3, failed: 10)));
    }

    [Fact]
    public void Breach_WarmUp_IsNotLookedAt()
    {
        var tape = With(TooManyErrors.Replace("window: 3s", "window: 1s", StringComparison.Ordinal) + "\n  " + Alive);
        foreach (var second in (int[])[-1, 0])
        {
            // What was due in the warm-up may end after it.
            tape.Write(new StepFrame { Second = second, Load = LoadPlan.DefaultName, Step = "list", Stage = StepFrame.WarmUp, Steps = 90, RequestsFailed = 90, Outcomes = new Dictionary<string, int> { ["5xx"] = 90 } });
            Answer(tape, second + 0.02, met: false, "503");
            if (second < 0) tape.Write(new SecondClosed { Second = second, At = TimeSpan.FromSeconds(second + 1) });
            else tape.Seconds(1);
        }

        Assert.Null(BreachOf(tape));
        Assert.Equal(0, tape.Fold.StopConditions!.Record(tape.Plan.StopConditions[1]).Evaluated);
    }

    [Fact]
    public void Breach_AfterThePlannedEnd_IsNone() => Assert.Null(BreachOf(With().Seconds(60).Seconds(64, failed: 10)));

    [Theory]
    [InlineData(16, null)]
    [InlineData(17, 16.0)]
    public void NoData_BreachesOnlyAfterItsTime(int until, double? expected)
    {
        // Nothing comes back from 10 s on. The window of three seconds has too few samples from 12 s on; the fifth such second closes at 16 s.
        var tape = With().Seconds(10).Seconds(until - 1, requests: 0);

        Assert.Equal(expected, BreachOf(tape));
        if (expected is not null) Assert.Equal("too-many-errors: http_req_failed had no data for 5 s at 0:16", StopText.Describe(tape.Fold.StopConditions!.Breach!));
    }

    [Fact]
    public void NoData_ThatEndsBefore_IsForgotten() => Assert.Null(BreachOf(With().Seconds(10).Seconds(14, requests: 0).Seconds(17).Seconds(21, requests: 0)));

    [Fact]
    public void NoData_WhileThePlanPauses_IsNone()
    {
        var tape = With().Seconds(10);
        for (var second = 10; second < 40; second++) tape.Pause(second);

        Assert.Null(BreachOf(tape));
    }

    [Fact]
    public void NoData_OfAClosedLoad_CountsFromItsFirstFullWindow()
    {
        var closed = Scenario().Replace("executor: ramping-arrival-rate\n  startRate: 10/s\n  stages: [ { duration: 55s, target: 10/s }, { duration: 5s, target: 0/s } ]", "executor: constant-vus\n  vus: 5\n  startTime: 15s\n  duration: 45s", StringComparison.Ordinal);
        var tape = new Tape(closed);
        for (var second = 0; second < 21; second++) tape.Pause(second);
        Assert.Null(BreachOf(tape));
        tape.Pause(21); // on from 15 s, a window of 3 s, 5 s without data
        Assert.Equal(22, BreachOf(tape));
    }

    [Fact]
    public void NoData_AfterAllLoadsAreDone_IsNone()
    {
        var tape = With().Seconds(20).Write(new LoadFinished(LoadPlan.DefaultName) { At = TimeSpan.FromSeconds(20) });

        Assert.Null(BreachOf(tape.Seconds(40, requests: 0)));
    }

    [Theory]
    [InlineData("503", "alive: GET /healthz answered 503 at 0:05, 200 is expected")]
    [InlineData("refused", "alive: GET /healthz answered refused at 0:05, 200 is expected")]
    public void Http_WrongAnswer_IsABreachAtOnce(string answer, string expected)
    {
        var tape = With(Alive);
        for (var second = 0; second < 10; second++) Answer(tape, second + 0.1, met: second != 4, second == 4 ? answer : "200").Seconds(second + 1);

        Assert.Equal(expected, StopText.Describe(tape.Fold.StopConditions!.Breach!));
    }

    [Fact]
    public void Http_NoAnswerAtAll_IsABreachAfterItsTime()
    {
        var tape = With(Alive);
        for (var second = 0; second < 10; second++) Answer(tape, second + 0.1, met: true, "200").Seconds(second + 1);
        tape.Seconds(30);

        // The last answer, of 9.1 s, is too old at 14 s; the fifth second without one closes at 18 s.
        Assert.Equal("alive: GET /healthz had no answer for 5 s at 0:18", StopText.Describe(tape.Fold.StopConditions!.Breach!));
    }

    [Theory]
    [InlineData("dropped_iterations, expect: count<5", 11.0)]
    [InlineData("dropped_iterations, expect: count<50", null)]
    [InlineData("vus, expect: max<=1", null)]
    [InlineData("vus, expect: max<1", 1.0)]
    public void Metrics_OfIterations_AreReadFromTheirWindow(string metric, double? expected)
    {
        var tape = With($"- {{ name: room, metric: {metric}, window: 1s }}").Seconds(10);
        tape.Write(new LoadFrame { Second = 10, Load = LoadPlan.DefaultName, Dropped = 5, Planned = 10 });

        Assert.Equal(expected, BreachOf(tape.Seconds(30)));
    }

    [Fact]
    public void Verdict_Stopped_Is108AndSaysHowSoonHealingBegan()
    {
        var verdict = Stopped(Scenario()).End().Verdict;

        Assert.Equal((Outcome.Fail, ExitCode.StopCondition), (verdict.Outcome, verdict.ExitCode));
        Assert.Equal("A stop condition ended the run: too-many-errors: http_req_failed rate was 53.3% over 3 s at 0:22, 3.33\u00a0pp over the 50% allowed; healing began 12\u00a0ms later.", verdict.Reasons[0].ToString());
        Assert.Contains(verdict.Reasons, reason => reason.Code == ExitCode.HypothesisFailed);
    }

    [Fact]
    public void Verdict_StoppedWithoutAFault_SaysThatNothingHadToBeHealed()
    {
        var tape = With().Seconds(5).Seconds(7, failed: 8);
        tape.Write(new RunStopping(StopCause.Condition, StopText.Describe(tape.Fold.StopConditions!.Breach!) + ".") { At = TimeSpan.FromSeconds(7.004) });

        Assert.EndsWith("; no fault had to be healed.", tape.End().Verdict.Reasons[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verdict_KilledBeforeHealing_SaysThatItWasNotSeen()
    {
        var verdict = Judgement.Of(Stopped(Scenario(), withHealing: false).Fold).Verdict;

        Assert.Equal(ExitCode.NotValid, verdict.ExitCode);
        Assert.Contains(verdict.Reasons, reason => reason.ToString().EndsWith("; healing was not seen to begin.", StringComparison.Ordinal));
    }

    [Fact]
    public void Verdict_AbortingThresholdInTheSameSecond_IsToldToo()
    {
        var tape = Stopped(Scenario().Replace("http_req_failed: [ rate<0.5 ]", "http_req_failed: { threshold: rate<0.05, abortOnFail: true }", StringComparison.Ordinal));

        Assert.Contains(tape.End().Verdict.Reasons, reason => reason.Code == ExitCode.ThresholdFailed);
    }

    [Fact]
    public void Verdict_Pass_SaysThatTheConditionsHeld()
    {
        var verdict = Tape.Run(scenario: Scenario()).End().Verdict;

        Assert.Equal(ExitCode.Pass, verdict.ExitCode);
        Assert.Contains(verdict.Reasons, reason => reason.ToString() == "The stop condition held: the worst was too-many-errors 0%.");
    }

    [Theory]
    [InlineData(true, ExitCode.Pass)]
    [InlineData(false, ExitCode.NotValid)]
    public void Verdict_NothingElseAsked_IsOfTheConditionsWhereTheySawData(bool sawData, ExitCode expected)
    {
        var scenario = Tape.Scenario[..Tape.Scenario.IndexOf("thresholds:", StringComparison.Ordinal)] + $"stopConditions:\n  {TooManyErrors.Replace("noData: 5s", "noData: 5m", StringComparison.Ordinal)}\n";
        var tape = new Tape(scenario).Seconds(60, requests: sawData ? 10 : 0);

        Assert.Equal(expected, tape.End().Verdict.ExitCode);
    }

    [Fact]
    public void Story_OfAStop_HasBreachAndHealingFromTheJournal()
    {
        var tape = Stopped(Scenario());
        var again = new RunFold(tape.Plan);
        foreach (var entry in tape.Entries) again.Consume(entry);
        var story = StopStory.Of(again, Assert.Single(again.Stops));

        Assert.Equal(new StopStory(StopCause.Condition, "too-many-errors", TimeSpan.FromSeconds(22), TimeSpan.FromSeconds(22.004), TimeSpan.FromSeconds(22.012)), story);
        Assert.Equal(story, StopStory.Of(tape.Fold, tape.Fold.Stops[0]));
        Assert.Equal(TimeSpan.FromMilliseconds(12), story.TimeToHealing);
    }
}
