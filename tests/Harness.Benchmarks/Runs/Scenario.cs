namespace Harness.Benchmarks.Runs;

/// <summary>The two files of a run of the harness.</summary>
/// <param name="Name">For its folder.</param>
/// <param name="Yaml">The scenario.</param>
/// <param name="Target">Where the target <c>it</c> of harness.json answers.</param>
internal sealed record Scenario(string Name, string Yaml, string Target)
{
    /// <summary>The loops of the generator; null for the harness's own choice.</summary>
    public int? Loops { get; init; }

    /// <summary>The key of harness.json that says how many event loops the generator has, with a dot: the only place that knows its name.</summary>
    public static string LoopsKey { get; } = Environment.GetEnvironmentVariable("BENCH_LOOPS_KEY") ?? "generator.loops";

    /// <summary>harness.json, with the reports that a user would have.</summary>
    public string Settings
    {
        get
        {
            var key = LoopsKey.Split('.');
            var loops = Loops is null ? "" : $$""" "{{key[0]}}": { "{{key[^1]}}": {{Loops}} },""";
            return $$"""
                {{{loops}}
                  "targets": { "it": { "url": "{{Target}}" } },
                  "safety": { "maxRate": "1000000/s" },
                  "reports": { "formats": ["html", "json"] } }
                """;
        }
    }
}
