using Harness.Journal;
using Harness.Protocols.Loops;

namespace Harness.Integration.Tests.Running;

/// <summary>
/// One run of all that a load can do, on every transport: open and closed loads side by side, checks, values taken from answers, bodies, a pause, a new
/// connection for each request, a fault in the middle with the steady state around it, and a step that nobody answers.
/// </summary>
public sealed class EveryTransportTests
{
    private const string Scenario = """
        loads:
          asked:
            target: api
            executor: constant-arrival-rate
            rate: 40/s
            duration: 4s
            gracefulStop: 2s
          bought:
            target: program
            executor: constant-vus
            vus: 3
            duration: 4s
            connections: { max: 2 }
            steps:
              - { get: /healthz, name: look, check: { status: 200 } }
              - { think: 20ms..40ms }
              - { post: /nothing-there, name: buy, json: { sku: chair }, check: { status: 404 } }
          afresh:
            target: program
            executor: per-vu-iterations
            vus: 2
            iterations: 25
            connections: { reuse: false, ip: v4 }
            steps:
              - { get: /charges/count, name: count, extract: { charges: $ } }
              - { get: "/healthz?of=${charges}", name: afresh, check: { status: 200, duration: < 2s } }
        steps:
          - { get: /healthz, name: ask, headers: { Connection-Note: "a token" }, check: { status: 200 } }
        checks: ignore
        thresholds:
          "http_reqs{step:ask}": [ count>=158, count<=162 ]
          "http_req_failed{step:ask}": [ rate<0.02 ]
          "http_req_failed{step:look}": [ rate<0.02 ]
          "http_req_failed{step:buy}": [ rate==1 ]
          "http_reqs{step:buy}": [ count>60 ]
          "http_reqs{step:afresh}": [ count==50 ]
          "checks": [ rate>0.98 ]
          "response_time{step:ask,phase:slow}": [ p(50)>=100, p(95)<2s ]
        hypothesis:
          title: The program answers
          steadyState:
            - { name: healthy, http: /healthz, expect: { status: 200 } }
            - { name: errors, metric: "http_req_failed{step:ask}", expect: rate<0.05, window: 1s }
          recoverWithin: 2s
        faults:
          - { name: slow, at: 2s, for: 1200ms, latency: { target: link, latency: 100ms } }
        """;

    [Theory]
    [InlineData("epoll", "epoll, HTTP/1.1")]
    [InlineData("sockets", "sockets, HTTP/1.1")]
    [InlineData("http-client", "SocketsHttpHandler, HTTP/1.1")]
    public async Task Run_OfAllThatALoadCanDo_PassesOnEveryTransport(string transport, string described)
    {
        Assert.SkipWhen(transport == "epoll" && !EpollLoop.IsSupported, "epoll is Linux's");
        await using var world = new World(scenario: Scenario);
        var (code, output) = await world.Run(["run", "small.yaml", "--seed", "7"], new Dictionary<string, string> { ["HARNESS_SET"] = $"generator.transport={transport}\ngenerator.loops=2" });

        // On a busy machine the run says that it was slow, which is right; what it was to do, it did all the same.
        Assert.True(code == 0 || (code == 114 && output.Contains("The generator was slow", StringComparison.Ordinal)), output);
        Assert.DoesNotContain("  x ", output, StringComparison.Ordinal);
        Assert.StartsWith(described, world.Journal.OfType<RunStarted>().Single().Environment.Transport, StringComparison.Ordinal);
        Assert.Equal("healed", world.Summary.GetProperty("faults")[0].GetProperty("state").GetString());
        world.AssertNothingIsLeft();
    }
}
