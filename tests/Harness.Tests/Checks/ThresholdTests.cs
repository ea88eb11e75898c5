using Harness.Checks;
using Harness.Journal;
using Harness.Plans;
using Harness.Running;

namespace Harness.Tests.Checks;

public sealed class ThresholdTests
{
    /// <summary>Sixty seconds at 10/s with the thresholds given, and the slow fault from 20 s to 30 s.</summary>
    private static Tape With(string thresholds, int failed = 0, double milliseconds = 10) =>
        Tape.Run(failed, milliseconds, Tape.Scenario.Replace("http_req_failed: [ rate<0.5 ]", thresholds, StringComparison.Ordinal));

    private static ThresholdResult Only(Tape tape) => Assert.Single(tape.End().Thresholds);

    [Fact]
    public void FirstBreach_OfTheWholeRun_IsTheCloseOfTheFirstSecondThatShowsIt()
    {
        // 200 requests at 10 ms, then 10 a second at 400 ms: p(95) is out once more than 5 % are slow, in the second second.
        var result = Only(With("response_time: p(95)<300", milliseconds: 400));

        Assert.False(result.Met);
        Assert.Equal(TimeSpan.FromSeconds(22), result.FirstBreach);
    }

    [Fact]
    public void FirstBreach_OfALowerBound_IsNone()
    {
        var result = Only(With("http_reqs: count>1000000"));

        Assert.False(result.Met);
        Assert.Null(result.FirstBreach);
    }

    [Fact]
    public void FirstBreach_OfAPhase_IsTold()
    {
        var result = Only(With("'response_time{phase:slow}': p(95)<300", milliseconds: 400));

        Assert.Equal((false, TimeSpan.FromSeconds(21)), (result.Met, result.FirstBreach));
    }

    [Fact]
    public void Window_WorstOfAllWindowsCounts()
    {
        // Over the whole run 100 of 600 fail; in the worst five seconds all of them are among the last four of five.
        var result = Only(With("http_req_failed: { threshold: rate<0.5, window: 5s }", failed: 8));

        Assert.Equal(0.8, result.Number, 6);
        Assert.Equal((false, 50), (result.Met, result.Samples));
        // 8 of 50 at 21 s, 16 at 22 s, 24 at 23 s, 32 at 24 s: the first above a half.
        Assert.Equal(TimeSpan.FromSeconds(24), result.FirstBreach);
    }

    [Fact]
    public void Window_LowerBound_IsJudgedByTheSmallest()
    {
        var result = Only(With("http_reqs: { threshold: rate>5, window: 2s }"));

        Assert.True(result.Met);
        Assert.Equal(10, result.Number, 6);
    }

    [Fact]
    public void MinSamples_TooFew_IsNoDataAndUnmet()
    {
        var result = Only(With("response_time: { threshold: p(95)<300, minSamples: 601 }"));

        Assert.True(double.IsNaN(result.Number));
        Assert.False(result.Met);
        Assert.True(Only(With("response_time: { threshold: p(95)<300, minSamples: 600 }")).Met);
    }

    [Fact]
    public void Window_NeverEnoughSamples_IsNoDataAndUnmet()
    {
        Assert.False(Only(With("response_time: { threshold: p(95)<300, window: 5s, minSamples: 51 }")).Met);
        Assert.True(Only(With("response_time: { threshold: p(95)<300, window: 5s, minSamples: 50 }")).Met);
    }

    [Theory]
    [InlineData("abortOnFail: true", 22)]
    [InlineData("abortOnFail: true, delayAbortEval: 40s", 40)]
    [InlineData("abortOnFail: true, delayAbortEval: 22500ms", 23)]
    public void AbortOnFail_AsksForTheEndAtTheCloseThatShowsIt(string options, int second) =>
        Assert.Equal(TimeSpan.FromSeconds(second), Only(With($"response_time: {{ threshold: p(95)<300, {options} }}", milliseconds: 400)).AbortedAt);

    [Fact]
    public void AbortOnFail_RunThatEnded_IsAFailureAndSaysSoOnce()
    {
        var tape = With("http_reqs: { threshold: count<250, abortOnFail: true }");
        tape.Write(new RunStopping(StopCause.Threshold, "http_reqs count<250 was 250 at 0:25.") { At = TimeSpan.FromSeconds(31) });
        var verdict = tape.End().Verdict;

        Assert.Equal((Outcome.Fail, ExitCode.ThresholdFailed), (verdict.Outcome, verdict.ExitCode));
        Assert.Equal("A threshold ended the run: http_reqs count<250 was 250 at 0:25.", Assert.Single(verdict.Reasons, r => r.Section == "thresholds").ToString());
    }

    [Theory]
    [InlineData("'iterations{load:default}': count>=600")]
    [InlineData("vus: max<2")]
    [InlineData("vus_max: value>0")]
    [InlineData("dropped_iterations: { threshold: count==0, window: 3s, minSamples: 1 }")]
    [InlineData("'http_req_duration{expected_response:true}': p(95)<1s")]
    [InlineData("http_req_failed: rate<50%")]
    public void Judge_MetricsOfEveryKind_AreMet(string threshold)
    {
        var tape = new Tape(Tape.Scenario.Replace("http_req_failed: [ rate<0.5 ]", threshold, StringComparison.Ordinal));

        Assert.True(Only(tape).Met);
    }

    /// <summary>So many seconds of one load without a hypothesis; each as planned.</summary>
    private static Tape Plain(string load, string thresholds, double planned, int seconds, Func<int, int>? done = null)
    {
        var tape = new Tape($"load: {{ target: shop, {load} }}\nsteps: [ {{ get: /a }} ]\nthresholds: {{ {thresholds} }}\n");
        for (var second = 0; second < seconds; second++) tape.Second(second, null, (LoadPlan.DefaultName, planned, done?.Invoke(second) ?? (int)planned));
        return tape;
    }

    private static Tape Steady(string thresholds, Func<int, int>? done = null) => Plain("executor: constant-arrival-rate, rate: 10/s, duration: 20s", thresholds, 10, 20, done);

    [Theory]
    [InlineData(null)]
    [InlineData(StopCause.Crash)]
    public void AbortOnFail_JournalHasNoStopForIt_FailsAllTheSame(StopCause? other)
    {
        var tape = Steady("http_req_failed: { threshold: rate<0.5, window: 2s, abortOnFail: true }", second => second == 5 ? -10 : 10);
        if (other is { } cause) tape.Write(new RunStopping(cause, "boom") { At = TimeSpan.FromSeconds(20) });
        var verdict = tape.EndAt(20).Verdict;

        Assert.Equal("http_req_failed rate<0.5: 50%, 0\u00a0pp over the 50% allowed in the worst 2 s; first seen at 0:06.",
            Assert.Single(verdict.Reasons, reason => reason.Code == ExitCode.ThresholdFailed).ToString());
    }

    [Fact]
    public void AbortOnFail_TwoInTheSameSecond_BothAreNamed()
    {
        var tape = Steady("http_reqs: { threshold: count<55, abortOnFail: true }, iterations: { threshold: count<56, abortOnFail: true }");
        tape.Write(new RunStopping(StopCause.Threshold, "http_reqs count<55 was 60 at 0:06.") { At = TimeSpan.FromSeconds(20) });
        var reasons = tape.EndAt(20).Verdict.Reasons.Where(reason => reason.Section == "thresholds").Select(reason => reason.ToString()).ToList();

        Assert.Equal(2, reasons.Count);
        Assert.Contains("A threshold ended the run: http_reqs count<55 was 60 at 0:06.", reasons);
        Assert.Contains(reasons, reason => reason.StartsWith("iterations count<56: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http_reqs: { threshold: count<55, abortOnFail: true }", "http_reqs count<55 was 60 at 0:06, 5 over the 55 allowed.")]
    [InlineData("response_time: { threshold: p(95)<2s, window: 2s, abortOnFail: true }", "response_time p(95)<2s over 2s was without data at 0:16, and no data is unmet.")]
    public async Task AbortOnFail_StopThatTheWatchAsksFor_IsSaidOnce(string threshold, string expected)
    {
        var tape = Steady(threshold, second => second is 14 or 15 ? 0 : 10);
        var watch = new AbortWatch(tape.Fold);
        watch.Consume(tape.Entries[^1]);
        tape.Write(new RunStopping(StopCause.Threshold, (await watch.Breach).Message) { At = TimeSpan.FromSeconds(20) });

        Assert.Equal("A threshold ended the run: " + expected, Assert.Single(tape.EndAt(20).Verdict.Reasons, reason => reason.Section == "thresholds").ToString());
    }

    [Fact]
    public void AbortOnFail_NumberIsWellAgain_ShowsWhatItFailedBy()
    {
        // 10 of 20 failed at the close of second 1; 10 of 200 in the end.
        var result = Assert.Single(Steady("http_req_failed: { threshold: rate<0.4, abortOnFail: true }", second => second == 1 ? -10 : 10).EndAt(20).Thresholds);

        Assert.Equal((false, 0.5, TimeSpan.FromSeconds(2)), (result.Met, result.Number, result.AbortedAt));
        Assert.StartsWith("over by", ThresholdText.Margin(result), StringComparison.Ordinal);
    }

    [Fact]
    public void AbortOnFail_LoadIsOver_HasNothingToEnd()
    {
        var tape = Plain("vus: 2, iterations: 10", "http_req_failed: { threshold: rate>0.5, abortOnFail: true }", 0, 0).Finish(0.05);
        var judgement = tape.Second(0, 0.05, (LoadPlan.DefaultName, 10, 10)).EndAt(0.06);

        Assert.Null(Assert.Single(judgement.Thresholds).AbortedAt);
        Assert.Equal(ExitCode.ThresholdFailed, judgement.Verdict.ExitCode);
    }

    [Theory]
    [InlineData("dropped_iterations: { threshold: count<10, window: 5s, abortOnFail: true }")]
    [InlineData("http_reqs: { threshold: count>=50, window: 5s, abortOnFail: true }")]
    [InlineData("http_reqs: { threshold: count>199, abortOnFail: true }")]
    [InlineData("http_reqs: { threshold: rate>5, abortOnFail: true }")]
    [InlineData("response_time: { threshold: count>199, abortOnFail: true }")]
    [InlineData("'response_time{outcome:failed}': count<1")]
    [InlineData("'response_time{outcome:failed}': { threshold: count<1, window: 2s }")]
    public void Counts_OfAGoodRun_AreMetAndEndNothing(string threshold)
    {
        var result = Assert.Single(Steady(threshold).EndAt(20).Thresholds);

        Assert.Equal((true, null, null), (result.Met, result.AbortedAt, result.FirstBreach));
    }

    [Theory]
    [InlineData("http_reqs: { threshold: count==30, abortOnFail: true }", 4)]
    [InlineData("http_reqs: { threshold: rate>11, abortOnFail: true, delayAbortEval: 3s }", 3)]
    [InlineData("http_reqs: { threshold: count>50, window: 5s, abortOnFail: true }", 5)]
    public void Counts_ThatAreLost_EndTheRun(string threshold, int second) =>
        Assert.Equal(TimeSpan.FromSeconds(second), Assert.Single(Steady(threshold).EndAt(20).Thresholds).AbortedAt);

    [Fact]
    public void Window_Outage_IsNoDataAndUnmet()
    {
        var judgement = Steady("response_time: { threshold: p(95)<2s, window: 3s }", second => second is >= 8 and < 14 ? 0 : 10).EndAt(20);
        var result = Assert.Single(judgement.Thresholds);

        // Of thirty that the plan sends in three seconds fifteen are asked for: there are ten when second 9 closes.
        Assert.Equal((false, double.NaN, TimeSpan.FromSeconds(10)), (result.Met, result.Number, result.FirstBreach));
        Assert.Equal("response_time p(95)<2s: no data in a window of 3 s, and no data is unmet; first seen at 0:10.", judgement.Verdict.Reasons[0].ToString());
    }

    [Theory]
    [InlineData("response_time: { threshold: p(95)<500, window: 5s }")]
    [InlineData("http_req_failed: { threshold: rate<0.1, window: 1s }")]
    public void Window_SlowLoad_IsJudgedByWhatItSends(string threshold) =>
        Assert.True(Assert.Single(Plain("executor: constant-arrival-rate, rate: 3/s, duration: 7s", threshold, 3, 7).EndAt(7).Thresholds).Met);

    [Fact]
    public void Window_VirtualUsersThatHang_AreNoData()
    {
        var tape = Plain("vus: 2, duration: 20s", "response_time: { threshold: p(95)<500, window: 3s }", 0, 0);
        for (var second = 0; second < 20; second++) tape.Second(second, null, (LoadPlan.DefaultName, second < 5 ? 40 : 0, second < 5 ? 40 : 0));

        Assert.Equal((false, TimeSpan.FromSeconds(8)), (Assert.Single(tape.EndAt(20).Thresholds).Met, tape.Fold.Thresholds[0].FirstBreach!.Value));
    }

    [Theory]
    [InlineData("'iterations{load:buy}': { threshold: rate>5, window: 2s, abortOnFail: true }")]
    [InlineData("'iterations{load:buy}': { threshold: rate>5, abortOnFail: true }")]
    [InlineData("'iterations{load:buy}': { threshold: count>5, abortOnFail: true }")]
    [InlineData("'http_reqs{load:buy}': { threshold: count>15, window: 2s, abortOnFail: true }")]
    [InlineData("'response_time{load:buy}': { threshold: p(95)<500, window: 2s, abortOnFail: true }")]
    public void Selected_NotBegunOrDone_IsNotJudged(string threshold)
    {
        var tape = new Tape($$"""
            loads:
              browse: { target: shop, executor: constant-arrival-rate, rate: 10/s, duration: 12s }
              buy: { target: shop, executor: constant-arrival-rate, rate: 10/s, duration: 4s, startTime: 4s }
            steps: [ { get: /a } ]
            thresholds: { {{threshold}} }
            """);
        for (var second = 0; second < 12; second++) tape.Second(second, null, ("browse", 10, 10), ("buy", second is >= 4 and < 8 ? 10 : 0, second is >= 4 and < 8 ? 10 : 0));
        var result = Assert.Single(tape.EndAt(12).Thresholds);

        Assert.Equal((true, null), (result.Met, result.AbortedAt));
    }

    [Theory]
    [InlineData("http_reqs: { threshold: rate>5, window: 2s, abortOnFail: true }")]
    [InlineData("'http_reqs{stage:3}': { threshold: count>15, window: 2s, abortOnFail: true }")]
    [InlineData("response_time: { threshold: p(95)<500, window: 2s, abortOnFail: true }")]
    public void Window_PausesAndOtherStages_AreNotJudged(string threshold)
    {
        const string load = "executor: ramping-arrival-rate, startRate: 10/s, stages: [ { duration: 5s, target: 10/s }, { duration: 0s, target: 0/s }, { duration: 5s, target: 0/s, name: p }, { duration: 0s, target: 10/s }, { duration: 5s, target: 10/s, name: 3 } ]";
        var tape = Plain(load, threshold, 0, 0);
        for (var second = 0; second < 15; second++) tape.Second(second, null, (LoadPlan.DefaultName, second is >= 5 and < 10 ? 0 : 10, second is >= 5 and < 10 ? 0 : 10));
        var result = Assert.Single(tape.EndAt(15).Thresholds);

        Assert.Equal((true, null), (result.Met, result.AbortedAt));
    }

    [Theory]
    [InlineData("'http_reqs{phase:slow}': { threshold: count>5, abortOnFail: true }")]
    [InlineData("'http_reqs{phase:slow}': { threshold: rate>5, abortOnFail: true }")]
    [InlineData("'http_reqs{phase:after}': { threshold: rate>5, abortOnFail: true }")]
    public void Selected_PhaseThatHasNotBegun_IsNotJudged(string threshold)
    {
        var result = Only(With(threshold));

        Assert.Equal((true, null), (result.Met, result.AbortedAt));
    }

    [Fact]
    public void FirstBreach_OfAShareThatMustBeHigh_IsTold() =>
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(Steady("http_req_failed: rate>0.5").EndAt(20).Thresholds).FirstBreach);
}
