using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Runs;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;
using Harness.Benchmarks.Truth;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>Two servers with a known answer, an open load of 1,000/s, with as many virtual users as it takes and with 50.</summary>
internal sealed class TruthBenchmark(int seconds)
{
    private const int Rate = 1000, FewVUs = 50;

    private readonly Table table = new("server", "<VUs", "<", "truth ms", "measured ms", "error ms", "allowed ms", "<within", "<verdict");
    private readonly Goals goals = new();
    private readonly List<string> notes = [];

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head($"Truth: what a server really did, and what the harness measured, at {Rate:N0}/s for {seconds} s, open model");
        foreach (var rule in (string[])["freeze", "mixture"])
        {
            await using var server = await TruthProcess.Start(rule, Cores.Target, ct);
            // The truth of an open load is what its server made where nobody held it back; the same for both, because the draws are.
            var truth = await Case(server, rule, null, null, ct);
            await Case(server, rule, FewVUs, truth, ct);
        }
        Say.Result(table);
        foreach (var note in notes) Console.WriteLine(note);
        var code = goals.Write();
        Console.WriteLine();
        Console.Write(table.Markdown());
        return code;
    }

    private async Task<TruthFigures> Case(TruthProcess server, string rule, int? maxVUs, TruthFigures? known, CancellationToken ct)
    {
        await server.Client.Begin(ct);
        var vus = maxVUs is null ? "free" : $"{maxVUs}";
        Say.Line($"{rule}, {vus} VUs: {seconds} s");
        var run = (await HarnessRun.Of(new Scenario($"truth-{rule}-{vus}", TruthScenario.Yaml(Rate, TimeSpan.FromSeconds(seconds), maxVUs), server.Url), Cores.Generator, ct)).Summary;
        var seen = await server.Client.Figures(ct);
        if (seen.Count == 0) throw new BenchmarkException($"the {rule} server answered nothing");
        var truth = known ?? seen;
        var all = Comparison.Of(truth, run, isFree: maxVUs is null);
        var isInvalid = run.ExitCode == RunSummary.Invalid;
        foreach (var one in all)
        {
            var isFirst = one == all[0];
            table.Row(isFirst ? rule : "", isFirst ? vus : "", one.Name, $"{one.Truth:0.00}", $"{one.Measured:0.00}", $"{one.Error:+0.00;-0.00}", one.Allowed is { } allowed ? $"{allowed:0.00}" : "",
                one.IsWithin switch { true => "yes", false => "no", null => "" }, isFirst ? $"{run.Verdict} ({run.ExitCode})" : "");
        }
        var isWithin = all.All(one => one.IsWithin != false);
        goals.Holds($"{rule}, {vus} VUs: p99 and p99.9", maxVUs is null ? isWithin && !isInvalid : isWithin || isInvalid, $"{(isWithin ? "within" : "out of it")}{(isInvalid ? ", Invalid" : "")}", maxVUs is null ? "1 % + 0.5 ms" : "5 %, or Invalid");
        if (known is not null) notes.Add($"{rule}, {vus} VUs: the server itself saw only what was sent when it was sent: p99 {seen.P99:0.0} ms, p99.9 {seen.P999:0.0} ms of {seen.Count:N0} requests.");
        if (isInvalid) notes.AddRange(run.Reasons.Select(reason => $"{rule}, {vus} VUs: {reason}"));
        return seen;
    }
}
