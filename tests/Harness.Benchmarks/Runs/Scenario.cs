using System.Text.Json.Nodes;

namespace Harness.Benchmarks.Runs;

/// <summary>The two files of a run of the harness.</summary>
/// <param name="Name">For its folder.</param>
/// <param name="Yaml">The scenario.</param>
/// <param name="Target">Where the target <c>it</c> of harness.json answers.</param>
internal sealed record Scenario(string Name, string Yaml, string Target)
{
    /// <summary>The loops of the generator; null for the harness's own choice.</summary>
    public int? Loops { get; init; }

    /// <summary>The key of harness.json that says how many event loops the generator has, with dots: the only place that knows its name.</summary>
    public static string LoopsKey { get; } = Environment.GetEnvironmentVariable("BENCH_LOOPS_KEY") ?? "generator.loops";

    /// <summary>harness.json, with the reports that a user would have.</summary>
    public string Settings
    {
        get
        {
            var root = new JsonObject
            {
                ["targets"] = new JsonObject { ["it"] = new JsonObject { ["url"] = Target } },
                ["safety"] = new JsonObject { ["maxRate"] = "1000000/s" },
                ["reports"] = new JsonObject { ["formats"] = new JsonArray("html", "json") },
            };
            if (Loops is { } loops) Set(root, LoopsKey.Split('.'), loops);
            return root.ToJsonString();
        }
    }

    private static void Set(JsonObject root, string[] path, int value)
    {
        var at = root;
        foreach (var key in path.SkipLast(1)) at = (JsonObject)(at[key] ??= new JsonObject());
        at[path[^1]] = value;
    }
}
