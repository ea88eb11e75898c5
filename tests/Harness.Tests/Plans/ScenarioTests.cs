using Harness.Plans;

namespace Harness.Tests.Plans;

/// <summary>Wrong scenarios: the sample with one thing changed, and the one problem that it gives.</summary>
public sealed class ScenarioTests
{
    [Theory]
    [InlineData("executor: ramping-arrival-rate", "executor: steady", "s.yaml:3:13: load.executor is 'steady'; it is one of constant-vus, ramping-vus, constant-arrival-rate, ramping-arrival-rate, shared-iterations, per-vu-iterations")]
    [InlineData("executor: ramping-arrival-rate", "executor: ramping-arival-rate", "s.yaml:3:13: load.executor is 'ramping-arival-rate'; did you mean 'ramping-arrival-rate'?")]
    [InlineData("  executor: ramping-arrival-rate\n", "", "s.yaml:2:3: load needs 'executor', such as ramping-arrival-rate")]
    [InlineData("startRate: 5/s", "timeUnit: 1s", "s.yaml:6:32: load.stages.target is '10/s', which has a unit of its own; write a bare number, or leave out timeUnit")]
    [InlineData("startRate: 5/s", "rampUp: 1s", "s.yaml:4:3: unknown key 'rampUp' in load; there are executor, target, startTime, gracefulStop, connections, offloop, steps, vus, duration, warmup, startVUs, stages, gracefulRampDown, rate, timeUnit, preAllocatedVUs, maxVUs, arrival, onVuLimit, maxBacklog, startRate, iterations, maxDuration")]
    [InlineData("startRate: 5/s", "startVUs: 5", "s.yaml:4:3: 'startVUs' has no meaning with ramping-arrival-rate, which takes startRate, stages, warmup, timeUnit, preAllocatedVUs, maxVUs, arrival, onVuLimit, maxBacklog")]
    [InlineData("startRate: 5/s", "warmup: 10", "s.yaml:4:11: load.warmup is '10'; it has no unit: write 10s or 10ms")]
    [InlineData("startRate: 5/s", "maxVUs: 0", "s.yaml:4:11: load.maxVUs is '0'; it is a whole number from 1 to 1000000")]
    [InlineData("target: shop\n", "target: link\n", "s.yaml:2:11: load.target is 'link'; that is a proxy; name a target, one whose url is the proxy's listen address for instance")]
    [InlineData("duration: 90s", "duration: 90 apples", "s.yaml:6:19: load.stages.duration is '90 apples'; write a number and us, ms, s, m or h, such as 250ms, 1.5s or 1m30s (at most 1000h)")]
    [InlineData("{ duration: 90s, target: 10/s, name: hold }", "{ duration: 0s, target: 10/s }", "s.yaml:6:5: load.stages last 0s together; at least one needs a duration above that")]
    [InlineData("target: 10/s, name: hold }", "target: 10/s, name: '2' }\n    - { duration: 1s, target: 0/s }", "s.yaml:7:7: a second stage is called '2'; give it a name of its own")]
    [InlineData("name: hold }", "name: warm-up }", "s.yaml:6:44: a stage cannot be called 'warm-up': that is what comes before t = 0 and counts nowhere; take another name")]
    [InlineData("- { duration: 90s, target: 10/s, name: hold }", "[]", "s.yaml:6:5: load.stages is an empty list; it needs at least one item")]
    public void Load_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Fact]
    public void Load_AboveTheHighestRate_IsRefused()
    {
        var reading = Sample.Read(Sample.Scenario.Replace("10/s", "300000/s", StringComparison.Ordinal));
        Assert.True(Assert.Single(reading.Problems).IsRefusal);
        Assert.Equal("s.yaml:6:32: load.stages.target is 300000/s, above safety.maxRate in harness.json (200000/s); lower it, or raise the limit if the targets are yours", Sample.Text(reading));
    }

    [Fact]
    public void Load_WarmUpAtRateZero_IsWarnedOf() => Assert.Equal(
        "s.yaml:4:11: a warm-up at a startRate of 0 sends nothing; say startRate",
        Assert.Single(Sample.Read(Sample.Scenario.Replace("startRate: 5/s", "warmup: 10s", StringComparison.Ordinal)).Warnings).ToString());

    [Theory]
    [InlineData("name: pay", "name: list products", "s.yaml:13:11: a second step is called 'list products'; give it a name of its own")]
    [InlineData("get: /products", "post: /a\n    get: /products", "s.yaml:9:5: a step sends one request; this one has post already: make it a step of its own")]
    [InlineData("get: /products", "get: products", "s.yaml:8:10: steps.get is 'products'; it is a path that starts with one / and has no blanks, or an http:// or https:// URL")]
    [InlineData("get: /products", "get: //evil.example/x", "s.yaml:8:10: steps.get is '//evil.example/x'; it is a path that starts with one / and has no blanks, or an http:// or https:// URL")]
    [InlineData("post: /orders/${sku}", "post: http://${sku}/x", "s.yaml:12:11: steps.post is 'http://${sku}/x'; the host must be written out, so that it can be checked against safety.allowedHosts; variables may follow after the next /")]
    [InlineData("status: 200", "status: 20", "s.yaml:10:22: steps.check.status is '20'; it is a whole number from 100 to 599")]
    [InlineData("duration: < 800ms", "duration: 800ms", "s.yaml:10:37: steps.check.duration is '800ms'; it is < or <= and a time, such as < 800ms")]
    [InlineData("$.items[0].sku", "$.items[*].sku", "s.yaml:11:21: steps.extract.sku is '$.items[*].sku': [*] selects more than one node; a variable takes one, such as $.items[0].sku (character 9)")]
    [InlineData("name: pay", "name: pay\n    json: { a: 1 }\n    body: x", "s.yaml:15:11: a step has either json or body, not both")]
    [InlineData("name: pay", "name: pay\n    headers: { 'a b': x }", "s.yaml:14:16: 'a b' is no name of a header; it has letters, digits and dashes")]
    [InlineData("name: pay", "name: pay\n    headers: { Content-Length: 5 }", "s.yaml:14:16: the header Content-Length is set by the harness itself; leave it out")]
    [InlineData("name: pay", "name: pay\n    timeout: 0s", "s.yaml:14:14: steps.timeout is '0s'; it is at least 1us and at most 1000h")]
    [InlineData("name: pay", "name: pay\n  - think: 2s..1s", "s.yaml:14:12: steps.think is '2s..1s'; write one time or a range from the shorter to the longer, such as 500ms or 200ms..800ms")]
    [InlineData("name: pay", "name: pay\n  - name: nothing", "s.yaml:14:5: a step needs one of get, post, put, patch, delete, head, options with a URL, or think with a time")]
    [InlineData("load:\n  target: shop\n", "load:\n", "s.yaml:7:10: steps.get is the path '/products', but load has no target for it to go to; say load.target or write the whole URL\ns.yaml:11:11: steps.post is the path '/orders/${sku}', but load has no target for it to go to; say load.target or write the whole URL")]
    public void Steps_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Theory]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{step:pai}\": p(95)<500", "s.yaml:15:3: no step is called 'pai'; did you mean 'pay'?")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{phase:slwo}\": p(95)<500", "s.yaml:15:3: no phase is called 'slwo'; did you mean 'slow'?")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{stage:1}\": p(95)<500", "s.yaml:15:3: no stage is called '1'; there is hold")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{outcome:good}\": p(95)<500", "s.yaml:15:3: no outcome is called 'good'; there are ok, failed, any")]
    [InlineData("response_time: [ p(95)<500 ]", "\"checks{check:status: 201}\": rate>0.9", "s.yaml:15:3: no check is called 'status: 201'; did you mean 'status: 200'?")]
    [InlineData("response_time: [ p(95)<500 ]", "\"http_reqs{status:200}\": count>1", "s.yaml:15:3: no status is called '200'; there are 2xx, 3xx, 4xx, 5xx")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{check:x}\": p(95)<500", "s.yaml:15:3: response_time cannot be narrowed by 'check'; there are step, phase, stage, load, outcome")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{step:pay,step:pay}\": p(95)<500", "s.yaml:15:3: 'step' stands twice in the selector; a thing cannot be both")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{step:pay\": p(95)<500", "s.yaml:15:3: 'response_time{step:pay' does not end with '}'; a selector is written response_time{key:value,key:value}")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{step}\": p(95)<500", "s.yaml:15:3: 'step' in the selector has no value; a selector is written response_time{key:value,key:value}")]
    [InlineData("p(95)<500", "p(95)<500kg", "s.yaml:15:20: 'p(95)<500kg' is no expression; write one such as p(95)<500 (milliseconds, or with a unit such as 1.5s)")]
    [InlineData("p(95)<500", "p(95)<5%", "s.yaml:15:20: 'p(95)<5%' is no expression; write one such as p(95)<500 (milliseconds, or with a unit such as 1.5s)")]
    [InlineData("p(95)<500", "p(101)<500", "s.yaml:15:20: 'p(101)<500': a percentile is from 0 to 100, such as p(95)")]
    [InlineData("p(95)<500", "rate<1", "s.yaml:15:20: 'rate<1': response_time has no 'rate'; it has p(N), avg, min, max, med, count, such as p(95)<500")]
    [InlineData("p(95)<500", "[ p(95)<500 ]", "s.yaml:15:20: thresholds.response_time is a list; it is an expression, such as p(95)<500, or { threshold: p(95)<500, abortOnFail: true }")]
    [InlineData("p(95)<500", "{ threshold: p(95)<500, abortOnFial: true }", "s.yaml:15:44: unknown key 'abortOnFial' in thresholds.response_time; did you mean 'abortOnFail'?")]
    [InlineData("p(95)<500", "{ abortOnFail: true }", "s.yaml:15:20: thresholds.response_time needs 'threshold', such as p(95)<500")]
    [InlineData("p(95)<500", "{ threshold: p(95)<500, delayAbortEval: 5s }", "s.yaml:15:60: delayAbortEval says when abortOnFail may begin to end the run; say abortOnFail: true, or leave it out")]
    [InlineData("p(95)<500", "{ threshold: p(95)<500, window: 1500ms }", "s.yaml:15:52: thresholds.response_time.window is '1500ms'; it is whole seconds, from 1s to 5m")]
    [InlineData("response_time: [ p(95)<500 ]", "\"response_time{phase:slow}\": { threshold: p(95)<500, window: 5s }", "s.yaml:15:64: a window looks at the last seconds, whatever phase they are in; leave out window, or phase in response_time{phase:slow}")]
    [InlineData("response_time: [ p(95)<500 ]", "vus: { threshold: max<5, window: 5s }", "s.yaml:15:36: vus is a level of the whole run; leave out window")]
    [InlineData("response_time: [ p(95)<500 ]", "vus: p(95)<5", "s.yaml:15:8: 'p(95)<5': vus has no 'p(95)'; it has value, min, max, such as max<100")]
    [InlineData("response_time: [ p(95)<500 ]", "checks: rate>99", "s.yaml:15:11: 'rate>99': the rate of checks is a share from 0 to 1; 5% is 0.05")]
    public void Thresholds_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Theory]
    [InlineData("p(95)<500", Aggregate.Percentile, 95, Comparison.Less, 500)]
    [InlineData(" p( 99.9 ) <= 1e3 ", Aggregate.Percentile, 99.9, Comparison.LessOrEqual, 1000)]
    [InlineData("avg>0.5", Aggregate.Avg, 0, Comparison.Greater, 0.5)]
    [InlineData("min >= 1", Aggregate.Min, 0, Comparison.GreaterOrEqual, 1)]
    [InlineData("max===2", Aggregate.Max, 0, Comparison.Equal, 2)]
    [InlineData("med==2", Aggregate.Med, 0, Comparison.Equal, 2)]
    [InlineData("count!=0", Aggregate.Count, 0, Comparison.NotEqual, 0)]
    public void Thresholds_Expression_IsReadAsInK6(string text, Aggregate aggregate, double percentile, Comparison comparison, double limit)
    {
        var plan = Sample.Plan("p(95)<500", $"'{text}'");
        Assert.Equal(new Expectation(aggregate, percentile, comparison, limit, text), plan.Thresholds.Single().Expression);
    }

    [Fact]
    public void Thresholds_Selector_KeepsItsSpelling()
    {
        var selector = Sample.Plan("response_time:", "\"checks{check:status: 200, step:list products}\": rate>0.9\n  \"response_time{phase:slow}\":").Thresholds[0].Selector;
        Assert.Equal("checks{check:status: 200, step:list products}", selector.Text);
        Assert.Equal(("status: 200", "list products"), (selector["check"], selector["step"]));
    }

    [Theory]
    [InlineData("window: 5s", "window: 1500ms", "s.yaml:18:75: hypothesis.steadyState.window is '1500ms'; it is whole seconds, from 1s to 5m")]
    [InlineData("window: 5s", "window: 6m", "s.yaml:18:75: hypothesis.steadyState.window is '6m'; it is at least 1s and at most 5m")]
    [InlineData("metric: http_req_failed", "metric: http_req_fail", "s.yaml:18:31: no metric is called 'http_req_fail'; did you mean 'http_req_failed'?")]
    [InlineData("metric: http_req_failed,", "metric: 'http_req_failed{phase:baseline}',", "s.yaml:18:31: hypothesis.steadyState.metric is 'http_req_failed{phase:baseline}'; a probe looks at the last seconds, whatever phase or stage they are in; leave that out")]
    [InlineData("metric: http_req_failed,", "", "s.yaml:18:7: a probe is { name, http: /path, expect: { status: 200 } } or { name, metric, expect: rate<0.01, window: 5s }")]
    [InlineData("recoverWithin: 10s", "recoverWithin: soon", "s.yaml:19:18: hypothesis.recoverWithin is 'soon'; write a number and us, ms, s, m or h, such as 250ms, 1.5s or 1m30s (at most 1000h)")]
    [InlineData("- { name: errors", "- { name: up, http: 'http://elsewhere.example/', expect: { status: 200 } }\n    - { name: errors", "s.yaml:18:25: hypothesis.steadyState.http goes to 'elsewhere.example', which safety.allowedHosts in harness.json does not name (127.0.0.1, localhost, ::1); add it there if it is yours to load and to break")]
    public void Hypothesis_Wrong_IsOneProblemWithItsPlace(string old, string changed, string expected) => Assert.Equal(expected, Sample.ProblemsWith(old, changed));

    [Fact]
    public void Steps_ForeignHost_IsRefused()
    {
        var problem = Assert.Single(Sample.Read(Sample.Scenario.Replace("get: /products", "get: http://localhost@shop.example/x", StringComparison.Ordinal)).Problems);
        Assert.True(problem.IsRefusal);
        Assert.Contains("steps.get goes to 'shop.example'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_RampingVUs_CountsVirtualUsers()
    {
        var reading = Sample.Read(Sample.Scenario.Replace("ramping-arrival-rate\n  startRate: 5/s", "ramping-vus\n  startVUs: 3", StringComparison.Ordinal).Replace("10/s", "10", StringComparison.Ordinal));
        Assert.Equal("", Sample.Text(reading));
        Assert.Equal((3, 10, false), (reading.Plan!.Loads[0].Start, reading.Plan.Loads[0].Stages[0].Target, reading.Plan.Loads[0].IsOpen));
    }
}
