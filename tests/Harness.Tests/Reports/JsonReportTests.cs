using System.Text.Json;
using Harness.Journal;

namespace Harness.Tests.Reports;

public sealed class JsonReportTests
{
    private static JsonElement Summary(SampleRun sample) => JsonDocument.Parse(Pages.Of(sample, "json")).RootElement;

    [Fact]
    public void Write_Fail_ShapeAsPublished()
    {
        var summary = Summary(SampleRun.Failing);
        Assert.Equal(["verdict", "exitCode", "reasons", "metrics", "faults", "hypothesis", "thresholds", "stopConditions", "stop", "validity", "targets", "environment"], Names(summary));
        Assert.Equal("fail", summary.GetProperty("verdict").GetString());
        Assert.Equal(112, summary.GetProperty("exitCode").GetInt32());
        Assert.All(summary.GetProperty("reasons").EnumerateArray(), reason => Assert.Equal(JsonValueKind.String, reason.ValueKind));
        Assert.Equal(["count", "min", "avg", "p50", "p90", "p95", "p99", "p99.9", "max"], Names(summary.GetProperty("metrics").GetProperty("response_time")).Order(StringComparer.Ordinal).OrderBy(Place));
        Assert.Equal(["name", "kind", "state", "at", "healing", "until", "timeToDetect", "timeToRecover", "verified", "share"], Names(summary.GetProperty("faults")[0]));
        Assert.Equal(["held", "title", "probes"], Names(summary.GetProperty("hypothesis")));
    }

    [Fact]
    public void Write_Fail_FaultsInSecondsFromZero()
    {
        var fault = Summary(SampleRun.Failing).GetProperty("faults")[0];
        Assert.Equal("slow-payments", fault.GetProperty("name").GetString());
        Assert.Equal("latency", fault.GetProperty("kind").GetString());
        Assert.Equal("healed", fault.GetProperty("state").GetString());
        Assert.Equal(30.01, fault.GetProperty("at").GetDouble());
        Assert.Equal(50, fault.GetProperty("healing").GetDouble());
        Assert.Equal(50.04, fault.GetProperty("until").GetDouble());
        Assert.True(fault.GetProperty("verified").GetBoolean());
        Assert.Equal(13, fault.GetProperty("share").GetProperty("hit").GetInt64());
    }

    [Fact]
    public void Write_Metrics_EveryMetricEachByStepAndEverySelectorOfAThreshold()
    {
        var metrics = Summary(SampleRun.Passing).GetProperty("metrics");
        foreach (var name in (string[])["response_time", "response_time{step:pay}", "http_req_duration{step:list products}", "http_req_failed", "http_reqs", "dropped_iterations", "iterations", "vu_wait", "checks", "response_time{step:pay,phase:slow-payments}"])
            Assert.True(metrics.TryGetProperty(name, out _), name);
        Assert.Equal(["rate", "count"], Names(metrics.GetProperty("http_req_failed")).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(metrics.GetProperty("http_reqs").GetProperty("count").GetInt64(),
            metrics.GetProperty("http_reqs{step:pay}").GetProperty("count").GetInt64() + metrics.GetProperty("http_reqs{step:list products}").GetProperty("count").GetInt64());
    }

    [Fact]
    public void Write_NothingSent_NumbersAreNull()
    {
        var summary = Summary(SampleRun.Passing with { Bend = SampleOdd.StoppedBeforeLoad });
        Assert.Equal(111, summary.GetProperty("exitCode").GetInt32());
        Assert.Equal("invalid", summary.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("metrics").GetProperty("response_time").GetProperty("p95").ValueKind);
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("metrics").GetProperty("http_req_failed").GetProperty("rate").ValueKind);
        Assert.All(summary.GetProperty("thresholds").EnumerateArray(), threshold => Assert.Equal(JsonValueKind.Null, threshold.GetProperty("met").ValueKind));
        Assert.Equal("pending", summary.GetProperty("faults")[0].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("faults")[0].GetProperty("at").ValueKind);
    }

    [Fact]
    public void Write_NoHypothesis_Null() =>
        Assert.Equal(JsonValueKind.Null, Summary(SampleRun.Passing with { Change = plan => plan with { Hypothesis = null } }).GetProperty("hypothesis").ValueKind);

    [Theory]
    [InlineData(FaultState.Stuck, "stuck")]
    [InlineData(FaultState.Lost, "lost")]
    public void Write_FaultThatEndedBadly_SaysItsState(FaultState state, string word) =>
        Assert.Equal(word, Summary(SampleRun.Failing with { Bend = SampleOdd.Ends(state, "") }).GetProperty("faults")[0].GetProperty("state").GetString());

    [Fact]
    public void Write_UnfinishedProbe_PartIsUndecided()
    {
        var parts = Summary(SampleRun.Failing with { Bend = SampleOdd.Killed }).GetProperty("hypothesis").GetProperty("probes")[0].GetProperty("parts");
        Assert.Equal(["before", "slow-payments", "lose-an-instance", "after"], parts.EnumerateArray().Select(part => part.GetProperty("part").GetString()!));
        Assert.Equal(JsonValueKind.Null, parts[2].GetProperty("held").ValueKind);
        Assert.True(parts[0].GetProperty("held").GetBoolean());
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static int Place(string name) => Array.IndexOf(["count", "min", "avg", "p50", "p90", "p95", "p99", "p99.9", "max"], name);
}
