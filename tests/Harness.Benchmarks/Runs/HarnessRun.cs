using Harness.Benchmarks.Programs;
using Harness.Journal;

namespace Harness.Benchmarks.Runs;

/// <summary>One run of the harness by its normal command, and what it left.</summary>
/// <param name="Program">What the command did and cost: start, load, judgement and reports.</param>
/// <param name="Summary">summary.json.</param>
/// <param name="Journal">The path of the journal.</param>
internal sealed record HarnessRun(Ended Program, RunSummary Summary, string Journal)
{
    /// <summary>Pass, a threshold failed, Invalid: the codes of a run that measured something.</summary>
    private static readonly int[] s_measured = [0, 99, 114];

    /// <summary>The program: <c>BENCH_HARNESS</c>, else the one that was built beside us.</summary>
    public static string Assembly { get; } = Environment.GetEnvironmentVariable("BENCH_HARNESS") ?? Path.Combine(Root(), "src", "Harness.Cli", "bin", "Release", "net10.0", "Harness.Cli.dll");

    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">What.</param>
    /// <param name="core">The only core of the harness and its companion; null for all.</param>
    /// <param name="ct">Stops it; it heals and ends.</param>
    /// <param name="everySecond">Is told its process id and how long it runs.</param>
    /// <param name="environment">On top of ours.</param>
    /// <exception cref="BenchmarkException">It measured nothing; the message has its last words.</exception>
    public static async Task<HarnessRun> Of(Scenario scenario, int? core, CancellationToken ct, Action<int, TimeSpan>? everySecond = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var folder = Workplace.NewFolder(scenario.Name);
        await File.WriteAllTextAsync(Path.Combine(folder, "harness.json"), scenario.Settings, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "scenario.yaml"), scenario.Yaml, ct);
        var ended = await Ended.Run(new Command("dotnet", Assembly, "run", "scenario.yaml")
        {
            Core = core,
            Folder = folder,
            Environment = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
            {
                ["XDG_STATE_HOME"] = Path.Combine(Workplace.Folder, "state"),
                ["HARNESS_SET"] = null,
                ["GITHUB_STEP_SUMMARY"] = null,
            },
        }, ct, everySecond);
        var reports = Path.Combine(folder, "reports");
        var left = Directory.Exists(reports) ? Directory.GetDirectories(reports) : [];
        if (!s_measured.Contains(ended.Code) || left.Length != 1)
            throw new BenchmarkException($"the harness ended with {ended.Code}: {string.Join(" / ", ended.Output.Trim().Split('\n').TakeLast(4))}");
        return new HarnessRun(ended, RunSummary.Read(Path.Combine(left[0], "summary.json")), Path.Combine(left[0], JournalReader.FileName));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Harness.sln"))) folder = folder.Parent ?? throw new BenchmarkException("not inside the repository: BENCH_HARNESS names the harness");
        return folder.FullName;
    }
}
