using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Runs;

namespace Harness.Benchmarks.Generators;

/// <summary>The harness with everything on: journal, percentiles, a check on every answer, thresholds, the HTML report.</summary>
internal sealed class HarnessGenerator : IGenerator
{
    public string Name => "harness";

    public async Task<Sample> Run(string url, Size size, CancellationToken ct)
    {
        var bytes = Loopback.Bytes;
        var run = await HarnessRun.Of(new Scenario("compare", Yaml(size.Requests), url), Cores.Generator, ct);
        if (run.Summary.Failed > 0) throw new BenchmarkException($"harness: {run.Summary.Failed:0.0%} of the requests failed");
        return new Sample(run.Summary.Requests, run.Program.Cpu, run.Summary.RequestsPerSecond, Loopback.Bytes - bytes, $"{run.Summary.Verdict} ({run.Summary.ExitCode})");
    }

    private static string Yaml(long requests) => $$"""
        name: compare
        load: { target: it, executor: shared-iterations, vus: {{IGenerator.Connections}}, iterations: {{requests}} }
        steps:
          - get: /
            name: get
            check: { status: 200 }
        thresholds:
          response_time: [ p(95)<1s, p(99)<2s, p(99.9)<5s ]
          http_req_failed: rate<0.01
          checks: rate>0.99
        """;
}
