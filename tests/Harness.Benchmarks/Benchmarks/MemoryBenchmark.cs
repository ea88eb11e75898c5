using Harness.Benchmarks.Generators;
using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Runs;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>What the harness allocates for a request, holds for a virtual user, and holds after a while.</summary>
/// <param name="steady">The length of the run that is looked at twice.</param>
/// <param name="requests">Of the short run; the long one has three times as many.</param>
/// <param name="vus">Virtual users that think.</param>
internal sealed class MemoryBenchmark(TimeSpan steady, int requests, int vus)
{
    private const double Gigabyte = 1e9, Megabyte = 1e6, Kilobyte = 1e3;
    private const int FewVUs = 100, ThinkingSeconds = 20, SteadyRate = 2000;

    /// <summary>From the start of the program to the first request, about.</summary>
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(1);

    private readonly Goals goals = new();

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head("Memory: allocated for a request, held for a virtual user, held after a while");
        await using var nginx = await Nginx.Start(Cores.Target, ct);
        await Allocation("single step", Flows.Single, 1, 16, nginx.Url, ct);
        await Allocation("eight-step journey", Flows.Journey, Flows.JourneySteps, 1024, nginx.Url, ct);
        await VirtualUsers(nginx.Url, ct);
        await Steady(nginx.Url, ct);
        return goals.Write();
    }

    private async Task Allocation(string name, Func<string, string> flow, int steps, int limit, string url, CancellationToken ct)
    {
        var few = await Allocated(requests / steps);
        var many = await Allocated(3 * requests / steps);
        var each = (many.Bytes - few.Bytes) / (many.Requests - few.Requests);
        Say.Line($"{name}: {few.Requests:N0} requests {few.Bytes / Megabyte:N1} MB, {many.Requests:N0} requests {many.Bytes / Megabyte:N1} MB");
        goals.AtMost($"allocated for a request, {name}", each, limit, "N0", " bytes");

        async Task<(double Bytes, long Requests)> Allocated(int iterations)
        {
            var log = new MemoryLog();
            var run = await HarnessRun.Of(new Scenario("allocation", flow($"executor: shared-iterations, vus: {IGenerator.Connections}, iterations: {iterations}"), url), Cores.Generator, ct, log.EverySecond, log.Environment);
            return (log.Allocated, run.Summary.Requests);
        }
    }

    private async Task VirtualUsers(string url, CancellationToken ct)
    {
        var few = await Thinking(FewVUs);
        var many = await Thinking(vus);
        goals.AtMost($"resident, {vus:N0} virtual users in think time", many / Megabyte, Gigabyte / Megabyte, "N0", " MB");
        goals.AtMost($"resident for a virtual user ({vus:N0} less {FewVUs:N0})", (many - few) / Kilobyte / (vus - FewVUs), 100, "N1", " KB");

        async Task<double> Thinking(int count)
        {
            var log = new MemoryLog();
            var run = await HarnessRun.Of(new Scenario("thinking", Flows.Thinking(count, ThinkingSeconds), url), Cores.Generator, ct, log.EverySecond, log.Environment);
            Say.Line($"{count:N0} virtual users: most resident {log.MostResident / Megabyte:N0} MB, {run.Summary.Requests:N0} requests, {run.Summary.Failed:0.##%} failed, {run.Summary.Verdict} ({run.Summary.ExitCode})");
            return log.MostResident;
        }
    }

    private async Task Steady(string url, CancellationToken ct)
    {
        var (early, late) = (s_start + (0.2 * steady), s_start + (0.8 * steady));
        // The heap is measured after the resident memory was, because collecting changes that.
        var pause = TimeSpan.FromSeconds(2) + (early / 10);
        var log = new MemoryLog(early + pause, late + pause);
        var run = await HarnessRun.Of(new Scenario("steady", Flows.Single($"executor: constant-arrival-rate, rate: {SteadyRate}/s, duration: {steady.TotalSeconds}s"), url), Cores.Generator, ct, log.EverySecond, log.Environment);
        var (first, last) = (log.ResidentAround(early), log.ResidentAround(late));
        var heaps = log.Heaps;
        Say.Line($"{steady.TotalSeconds:0} s at {SteadyRate:N0}/s, {run.Summary.Verdict} ({run.Summary.ExitCode}): resident {first / Megabyte:N1} MB at 20 %, {last / Megabyte:N1} MB at 80 %; heap {string.Join(", ", heaps.Select(heap => $"{heap / Megabyte:N2} MB"))}");
        goals.AtMost("resident at 80 % of a run, of that at 20 %", last / first, 1.1, "0.000");
        goals.AtMost("heap after a collection at 80 %, of that at 20 %", heaps.Count == 2 ? heaps[1] / heaps[0] : double.NaN, 1.1, "0.000");
    }
}
