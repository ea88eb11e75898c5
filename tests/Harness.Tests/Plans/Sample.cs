using Harness.Cli;
using Harness.Plans;

namespace Harness.Tests.Plans;

/// <summary>A catalog like the real one, a small plan that is right, and ways to make it wrong.</summary>
internal static class Sample
{
    public const string Settings = """
        { "targets": {
            "shop":   { "url": "http://127.0.0.1:5080", "health": "/healthz", "needs": ["shop-1", "link"] },
            "shop-1": { "url": "http://127.0.0.1:5081", "process": { "project": "src/Shop", "args": ["front"] }, "chaos": true, "health": "/healthz" },
            "calm":   { "url": "http://127.0.0.1:5083", "process": { "command": "calm" }, "health": "/healthz" } },
          "proxies": {
            "link":  { "listen": "127.0.0.1:5091", "upstream": "127.0.0.1:5090", "chaos": true },
            "quiet": { "listen": "127.0.0.1:5092", "upstream": "127.0.0.1:5090" } } }
        """;

    public const string Scenario = """
        load:
          target: shop
          executor: ramping-arrival-rate
          startRate: 5/s
          stages:
            - { duration: 90s, target: 10/s, name: hold }
        steps:
          - get: /products
            name: list products
            check: { status: 200, duration: < 800ms }
            extract: { sku: "$.items[0].sku" }
          - post: /orders/${sku}
            name: pay
        thresholds:
          response_time: [ p(95)<500 ]
        hypothesis:
          steadyState:
            - { name: errors, metric: http_req_failed, expect: rate<0.01, window: 5s }
          recoverWithin: 10s
        faults:
          - { name: slow, at: 15s, for: 12s, latency: { target: link, latency: 200ms } }
          - { name: dead, at: 37s, kill: { target: shop-1, restartAfter: 5s } }
        """;

    public static readonly PlanCatalog Catalog = KnownKinds.All.Catalog;

    public static PlanReading Read(string scenario, string? settings = Settings, bool checkEnvironment = true)
    {
        var files = new List<PlanText> { new(PlanFile.ScenarioRole, "s.yaml", scenario) };
        if (settings is not null)
            files.Add(new PlanText(PlanFile.SettingsRole, "harness.json", settings));
        return PlanFile.Read(files, "/root", Catalog, checkEnvironment);
    }

    /// <summary>All problems of the sample scenario with one text replaced by another.</summary>
    public static string ProblemsWith(string old, string changed) => Text(Read(Replace(Scenario, old, changed)));

    /// <summary>All problems of the sample with one text of harness.json replaced by another.</summary>
    public static string ProblemsWithSettings(string old, string changed) => Text(Read(Scenario, Replace(Settings, old, changed)));

    public static string Text(PlanReading reading) => string.Join("\n", reading.Problems);

    public static Plan Plan(string old = "load:", string changed = "load:")
    {
        var reading = Read(Replace(Scenario, old, changed));
        Assert.Empty(reading.Problems);
        return reading.Plan!;
    }

    private static string Replace(string text, string old, string changed)
    {
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), changed, text.AsSpan(at + old.Length));
    }
}
