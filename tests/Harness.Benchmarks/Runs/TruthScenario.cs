using System.Globalization;

namespace Harness.Benchmarks.Runs;

/// <summary>
/// An open load on a truth server, and what of its numbers is compared. A load of its own on a path that is not recorded warms both sides up, so
/// that the server has recorded exactly the requests of the step <c>ask</c>.
/// </summary>
internal static class TruthScenario
{
    /// <summary>The response time of the measured step in summary.json.</summary>
    public const string Metric = "response_time{step:ask}";

    /// <param name="requestsPerSecond">The rate.</param>
    /// <param name="length">Of the measured load.</param>
    /// <param name="maxVUs">The most virtual users; null for as many as it takes.</param>
    public static string Yaml(int requestsPerSecond, TimeSpan length, int? maxVUs) => string.Create(CultureInfo.InvariantCulture, $$"""
        name: truth
        loads:
          warm:
            target: it
            executor: constant-arrival-rate
            rate: 100/s
            warmup: 3s
            duration: 1s
            steps: [ { get: /warm, name: warm } ]
          measured:
            target: it
            executor: constant-arrival-rate
            rate: {{requestsPerSecond}}/s
            startTime: 2s
            duration: {{length.TotalSeconds}}s
            {{(maxVUs is null ? "# maxVUs: as many as it takes" : $"maxVUs: {maxVUs}")}}
            steps: [ { get: /, name: ask, check: { status: 200 } } ]
        thresholds:
          http_req_failed: rate<0.001
        """);
}
