using System.Globalization;
using System.Runtime.InteropServices;
using Harness.Benchmarks.Benchmarks;
using Harness.Benchmarks.Proxying;
using Harness.Benchmarks.Targets;

namespace Harness.Benchmarks;

/// <summary>The benchmarks, one a verb; a script beside this file calls each.</summary>
internal static class Program
{
    private const int NotMeasured = 1, Usage = 2, Stopped = 130;

    private static async Task<int> Main(string[] arguments)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var over = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, over));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, over));
        try
        {
            return await Run(arguments.FirstOrDefault() ?? "", [.. arguments.Skip(1)], over.Token);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (BenchmarkException e)
        {
            Console.Error.WriteLine($"not measured: {e.Message}");
            return NotMeasured;
        }
    }

    private static Task<int> Run(string verb, string[] rest, CancellationToken ct) => verb switch
    {
        "compare" => new CompareBenchmark(Options.Number(rest, 5), Options.Seconds("BENCH_SHORT", 3), Options.Seconds("BENCH_LONG", 9)).Run(ct),
        "truth" => new TruthBenchmark(Options.Number(rest, 40)).Run(ct),
        "memory" => new MemoryBenchmark(Options.Seconds("BENCH_STEADY", 60), Options.Number("BENCH_REQUESTS", 100_000), Options.Number("BENCH_VUS", 10_000)).Run(ct),
        "schedule" => new ScheduleBenchmark(Options.Seconds("BENCH_LENGTH", 15), Options.Number(rest, 3)).Run(ct),
        "idle" => new IdleBenchmark(Options.Number(rest, 50)).Run(ct),
        "proxy" => new ProxyBenchmark(Options.Number(rest, 5), Options.Seconds("BENCH_LENGTH", 5)).Run(ct),
        "proxy-host" => ProxyHost.Serve(ct),
        "serve" => TruthProcess.Serve(rest.FirstOrDefault() ?? "none", ct),
        _ => Explain(),
    };

    private static Task<int> Explain()
    {
        Console.Error.WriteLine("compare [rounds] | truth [seconds] | memory | schedule [rounds] | idle [runs] | proxy [rounds] | serve [freeze|mixture|none]; README.md says more");
        return Task.FromResult(Usage);
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource over)
    {
        signal.Cancel = true;
        over.Cancel();
    }
}
