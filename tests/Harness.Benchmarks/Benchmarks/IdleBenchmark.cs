using Harness.Benchmarks.Runs;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>A small load that asks nothing of the generator, again and again: how often does a run call itself Invalid without a cause?</summary>
internal sealed class IdleBenchmark(int runs)
{
    private const double Limit = 0.02;

    private const string Yaml = """
        name: idle
        load: { target: it, executor: constant-arrival-rate, rate: 50/s, duration: 5s }
        steps:
          - { get: /, name: ask, check: { status: 200 } }
        thresholds:
          http_req_failed: rate<0.01
          checks: rate>0.99
        """;

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head($"Idle: {runs} runs of 5 s at 50/s in a row, on a server that answers at once; nothing is pinned");
        await using var server = await TruthProcess.Start("none", core: null, ct);
        await server.Client.Begin(ct);
        var ended = new List<RunSummary>();
        for (var i = 0; i < runs; i++)
        {
            var run = (await HarnessRun.Of(new Scenario("idle", Yaml, server.Url), core: null, ct)).Summary;
            ended.Add(run);
            Say.Line($"run {i + 1} of {runs}: {run.Verdict} ({run.ExitCode}), p99 {run.Number("response_time", "p99"):0.0} ms{(run.ExitCode == 0 ? "" : $": {run.Reasons[0]}")}");
        }
        var table = new Table("verdict", "runs", "share");
        foreach (var kind in ended.CountBy(run => $"{run.Verdict} ({run.ExitCode})").OrderByDescending(kind => kind.Value)) table.Row(kind.Key, $"{kind.Value}", $"{(double)kind.Value / runs:0.0%}");
        Say.Result(table);
        var invalid = ended.Where(run => run.ExitCode == RunSummary.Invalid).ToList();
        foreach (var run in invalid) Console.WriteLine($"invalid: {string.Join(" ", run.Reasons)}");
        var share = (double)invalid.Count / runs;
        return new Goals().Holds("idle runs that are Invalid", share < Limit, $"{share:0.0%} ({invalid.Count} of {runs})", $"under {Limit:0%}").Write();
    }
}
