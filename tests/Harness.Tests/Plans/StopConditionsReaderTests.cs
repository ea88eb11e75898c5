using Harness.Plans;

namespace Harness.Tests.Plans;

public sealed class StopConditionsReaderTests
{
    /// <summary>The sample with stop conditions; they begin at line 20, items at column 5.</summary>
    private static PlanReading Read(params string[] items) =>
        Sample.Read(Sample.Scenario.Replace("faults:", "stopConditions:\n" + string.Concat(items.Select(item => $"  - {item}\n")) + "faults:", StringComparison.Ordinal));

    [Fact]
    public void Read_BothKinds_AreConditionsWithTheirDefaults()
    {
        var reading = Read("{ name: too-many-errors, metric: http_req_failed, expect: rate<0.5, window: 3s, noData: 5s }", "{ name: alive, http: /healthz, expect: { status: 200 } }");
        Assert.Equal("", Sample.Text(reading));
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)], reading.Plan!.StopConditions.Select(condition => condition.NoData));
        var metric = Assert.IsType<MetricProbe>(reading.Plan.StopConditions[0].Probe);
        Assert.Equal(("too-many-errors", "http_req_failed", 0.5, TimeSpan.FromSeconds(3)), (metric.Name, metric.Selector.Text, metric.Expect.Limit, metric.Window));
        Assert.Equal(new Uri("http://127.0.0.1:5080/healthz"), Assert.IsType<HttpProbe>(reading.Plan.StopConditions[1].Probe).Url);
        Assert.Equal(["errors", "too-many-errors", "alive"], reading.Plan.Probes.Select(probe => probe.Name));
    }

    [Fact]
    public void Read_None_IsNone() => Assert.Empty(Sample.Plan().StopConditions);

    [Theory]
    [InlineData("{ name: errors, http: /healthz, expect: { status: 200 } }", "s.yaml:21:13: a second probe is called 'errors'; give it a name of its own")]
    [InlineData("{ name: alive, http: /healthz, expect: { status: 200 }, noData: 1500ms }", "s.yaml:21:69: stopConditions.noData is '1500ms'; it is whole seconds, from 1s to 5m")]
    [InlineData("{ name: alive, http: /healthz, expect: { status: 200 }, noDatta: 5s }", "s.yaml:21:61: unknown key 'noDatta' in stopConditions; did you mean 'noData'?")]
    [InlineData("{ name: bad, metric: http_req_failed, window: 3s }", "s.yaml:21:5: stopConditions needs 'expect', such as rate<0.01")]
    [InlineData("{ name: bad, metric: http_req_failed, expect: p(95)<1, window: 3s }", "s.yaml:21:51: 'p(95)<1': http_req_failed has no 'p(95)'; it has rate, such as rate<0.01")]
    [InlineData("{ name: bad, metric: http_req_failed, expect: rate<0.5, window: 2m }", "s.yaml:21:69: stopConditions.window is '2m'; load ends at 1m30s, before such a window is full")]
    [InlineData("{ name: bad }", "s.yaml:21:5: a stop condition is { name, http: /path, expect: { status: 200 } } or { name, metric, expect: rate<0.01, window: 5s }")]
    [InlineData("too many errors", "s.yaml:21:5: a stop condition is { name, http: /path, expect: { status: 200 } } or { name, metric, expect: rate<0.01, window: 5s }")]
    public void Read_Wrong_IsOneProblemWithItsPlace(string item, string expected) => Assert.Equal(expected, Sample.Text(Read(item)));

    [Fact]
    public void Read_EmptyList_IsAProblem() =>
        Assert.Equal("s.yaml:20:17: stopConditions is an empty list; it needs at least one item", Sample.Text(Sample.Read(Sample.Scenario.Replace("faults:", "stopConditions: []\nfaults:", StringComparison.Ordinal))));

    [Fact]
    public void Read_ForeignHost_IsRefused() =>
        Assert.True(Assert.Single(Read("{ name: alive, http: 'http://elsewhere.example/', expect: { status: 200 } }").Problems).IsRefusal);
}
