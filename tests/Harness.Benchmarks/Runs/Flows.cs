namespace Harness.Benchmarks.Runs;

/// <summary>Scenarios that several benchmarks send to nginx.</summary>
internal static class Flows
{
    private const string Thresholds = """
        thresholds:
          response_time: [ p(95)<1s, p(99)<2s ]
          http_req_failed: rate<0.01
          checks: rate>0.99
        """;

    /// <summary>One step.</summary>
    /// <param name="load">The mapping of the load, without its braces and its target.</param>
    public static string Single(string load) => $$"""
        name: single
        load: { target: it, {{load}} }
        steps:
          - get: /
            name: get
            check: { status: 200 }
        {{Thresholds}}
        """;

    /// <summary>Requests of an iteration of <see cref="Journey"/>.</summary>
    public const int JourneySteps = 8;

    /// <summary>Eight steps that look, take a value out of an answer and send it on.</summary>
    public static string Journey(string load) => $$"""
        name: journey
        load: { target: it, {{load}} }
        steps:
          - { get: /, name: home, check: { status: 200 } }
          - { get: /products, name: list, check: { status: 200 }, extract: { sku: "$.items[0].sku" } }
          - { get: "/products/${sku}", name: look, check: { status: 200 } }
          - { post: /cart, name: put, json: { sku: "${sku}", quantity: 1 }, check: { status: 200 } }
          - { get: /cart, name: cart, check: { status: 200 } }
          - { post: /address, name: address, json: { street: Main Street, number: 1 }, check: { status: 200 } }
          - { post: /orders, name: pay, headers: { Idempotency-Key: "${uuid}" }, json: { sku: "${sku}" }, check: { status: 200 } }
          - { get: /orders, name: order, check: { status: 200 } }
        {{Thresholds}}
        """;

    /// <summary>Virtual users that ask once and then think for longer than the run.</summary>
    public static string Thinking(int vus, int seconds) => $$"""
        name: thinking
        load: { target: it, executor: constant-vus, vus: {{vus}}, duration: {{seconds}}s, gracefulStop: 1s }
        steps:
          - { get: /, name: get, check: { status: 200 } }
          - think: {{Math.Max(60, 2 * seconds)}}s
        {{Thresholds}}
        """;
}
