using Harness.Checks;
using Harness.Journal;

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
}
