using Harness.Benchmarks.Generators;
using Harness.Benchmarks.Runs;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>One event loop against two at the same fixed rate: the difference of a long and a short run of each, interleaved. Not pinned, so that two loops have two cores.</summary>
internal sealed class LoopsBenchmark(int rounds, TimeSpan length)
{
    private const int Rate = 5_000;

    /// <summary>CPU of a request with two loops as a share of that with one, the median of the rounds; NaN where the harness has no such key.</summary>
    public async Task<double> Ratio(string url, CancellationToken ct)
    {
        var ratios = new List<double>();
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                var (one, two) = (await Loops(1, url, ct), await Loops(2, url, ct));
                Say.Line($"round {round + 1}  {Rate:N0}/s: one loop {one.Marginal:0.0}, two loops {two.Marginal:0.0} CPU s / M requests");
                ratios.Add(two.Marginal / one.Marginal);
            }
        }
        catch (BenchmarkException e)
        {
            Say.Line($"one loop against two ({Scenario.LoopsKey} in harness.json): {e.Message}");
        }
        return ratios.Median();
    }

    private async Task<Pair> Loops(int loops, string url, CancellationToken ct) => new(await One(loops, length / 3, url, ct), await One(loops, length, url, ct));

    private static async Task<Sample> One(int loops, TimeSpan length, string url, CancellationToken ct)
    {
        var run = await HarnessRun.Of(new Scenario($"loops-{loops}", Flows.Single($"executor: constant-arrival-rate, rate: {Rate}/s, duration: {Math.Max(1, Math.Round(length.TotalSeconds))}s"), url) { Loops = loops }, core: null, ct);
        return new Sample(run.Summary.Requests, run.Program.Cpu, run.Summary.RequestsPerSecond, 0);
    }
}
