using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Runs;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>How late requests start, and what a second event loop costs.</summary>
/// <param name="length">Of a run.</param>
/// <param name="rounds">Of one loop against two.</param>
internal sealed class ScheduleBenchmark(TimeSpan length, int rounds)
{
    private static readonly int[] s_rates = [2_000, 20_000];

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head($"Schedule: actual start less due, {length.TotalSeconds:0} s at each rate");
        await using var nginx = await Nginx.Start(Cores.Target, ct);
        var table = new Table("rate", "sent/s", "median us", "p99 us", "largest us", "<verdict");
        var goals = new Goals();
        foreach (var rate in s_rates)
        {
            Say.Line($"{rate:N0}/s");
            var run = await HarnessRun.Of(new Scenario("schedule", Flows.Single($"executor: constant-arrival-rate, rate: {rate}/s, warmup: 3s, duration: {length.TotalSeconds}s"), nginx.Url), Cores.Generator, ct);
            var lag = ScheduleLag.Of(run.Journal);
            table.Row($"{rate:N0}/s", $"{run.Summary.RequestsPerSecond:N0}", Text(lag.P50), Text(lag.P99), Text(lag.Max), $"{run.Summary.Verdict} ({run.Summary.ExitCode}), {run.Summary.Transport}");
            goals.AtMost($"median schedule error at {rate:N0}/s", lag.Samples == 0 ? double.NaN : lag.P50, 100, "N0", " us");
        }
        Say.Result(table);
        goals.AtMost("CPU of a request with two loops, of that with one", await new LoopsBenchmark(rounds, length).Ratio(nginx.Url, ct), 1.1);
        return goals.Write();
    }

    /// <summary>Where no iteration found a virtual user free there is no lag.</summary>
    private static string Text(double microseconds) => double.IsNaN(microseconds) ? "none free" : $"{microseconds:N0}";
}
