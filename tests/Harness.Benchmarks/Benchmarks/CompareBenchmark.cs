using Harness.Benchmarks.Generators;
using Harness.Benchmarks.Machine;
using Harness.Benchmarks.Targets;
using Harness.Benchmarks.Text;

namespace Harness.Benchmarks.Benchmarks;

/// <summary>What a request costs each generator: rounds of a short and a long run of every one, interleaved, against the same nginx.</summary>
internal sealed class CompareBenchmark(int rounds, TimeSpan shortRun, TimeSpan longRun)
{
    private const double OfWrk = 0.85, OfAb = 1.0, StartAndReport = 2;
    private const int First = 20_000;

    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);

    private readonly IGenerator[] generators = [Tools.Wrk, Tools.Ab, Tools.Hey, Tools.H2Load, new HarnessGenerator()];
    private readonly Dictionary<string, double> rates = [];
    private readonly Dictionary<string, List<Pair>> pairs = [];
    private readonly Dictionary<string, string> problems = [];

    public async Task<int> Run(CancellationToken ct)
    {
        Say.Head($"CPU per request: {rounds} rounds of about {shortRun.TotalSeconds:0} s and {longRun.TotalSeconds:0} s of each generator, {IGenerator.Connections} connections");
        await using var nginx = await Nginx.Start(Cores.Target, ct);
        foreach (var generator in generators) await Guarded(generator, () => Calibrate(generator, nginx.Url, ct));
        for (var round = 0; round < rounds; round++)
        {
            // Nobody is always the first after somebody.
            for (var i = 0; i < generators.Length; i++)
            {
                var generator = generators[(i + round) % generators.Length];
                if (rates.ContainsKey(generator.Name)) await Guarded(generator, () => Round(generator, nginx.Url, round, ct));
            }
        }
        var code = Write();
        return generators.All(generator => pairs.TryGetValue(generator.Name, out var all) && all.Count == rounds) ? code : 1;
    }

    private async Task Guarded(IGenerator generator, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (BenchmarkException e)
        {
            problems[generator.Name] = e.Message;
            Say.Line($"{generator.Name}: {e.Message}");
        }
    }

    /// <summary>A first run, counted nowhere, says how many requests a run of so many seconds is.</summary>
    private async Task Calibrate(IGenerator generator, string url, CancellationToken ct)
    {
        var sample = await generator.Run(url, new Size(s_first, First), ct);
        rates[generator.Name] = sample.RequestsPerSecond;
        Say.Line($"{generator.Name,-8} about {sample.RequestsPerSecond:N0} requests/s");
    }

    private async Task Round(IGenerator generator, string url, int round, CancellationToken ct)
    {
        var few = await generator.Run(url, Size.Of(shortRun, rates[generator.Name]), ct);
        var many = await generator.Run(url, Size.Of(longRun, rates[generator.Name]), ct);
        var pair = new Pair(few, many);
        if (many.Requests <= few.Requests) throw new BenchmarkException($"the long run made {many.Requests:N0} requests, the short one {few.Requests:N0}");
        if (!pairs.TryGetValue(generator.Name, out var all)) pairs[generator.Name] = all = [];
        all.Add(pair);
        Say.Line($"round {round + 1}  {generator.Name,-8} {few.Requests,10:N0} requests {few.Cpu.Seconds,6:0.00} s CPU   {many.Requests,10:N0} requests {many.Cpu.Seconds,6:0.00} s CPU   {pair.Marginal,6:0.0} s a million  {few.Note}{(few.Note == many.Note ? "" : ", " + many.Note)}");
    }

    private int Write()
    {
        var table = new Table("generator", "CPU s / M requests", "lowest", "highest", "of wrk", "of ab", "in the kernel", "requests/s", "bytes/request");
        foreach (var generator in generators)
        {
            if (!pairs.TryGetValue(generator.Name, out var all)) table.Row(generator.Name, "not measured");
            else
                table.Row(generator.Name, $"{all.Select(pair => pair.Marginal).Median():0.0}", $"{all.Min(pair => pair.Marginal):0.0}", $"{all.Max(pair => pair.Marginal):0.0}", Text(Ratio(generator.Name, "wrk")), Text(Ratio(generator.Name, "ab")),
                    $"{all.Select(pair => pair.Kernel).Median():0%}", $"{all.Select(pair => pair.Long.RequestsPerSecond).Median():N0}", $"{all.Select(pair => pair.Bytes).Median():N0}");
        }
        var harness = pairs.GetValueOrDefault("harness", []);
        var @fixed = harness.Select(pair => pair.Fixed).Median();
        if (harness.Count > 0) table.Row("harness: start and report", $"{Text(@fixed)} s a run");
        Say.Result(table);
        Console.WriteLine("Medians of the rounds; marginal: (long - short) / the difference in requests; ratios are of the same round. Bytes: loopback, both directions, TCP/IP included.");
        foreach (var (name, problem) in problems) Console.WriteLine($"{name} was not measured in every round: {problem}");
        return new Goals()
            .AtMost("CPU of a request, of wrk's", Ratio("harness", "wrk"), OfWrk)
            .AtMost("CPU of a request, of ab's", Ratio("harness", "ab"), OfAb)
            .AtMost("CPU of start and report", @fixed, StartAndReport, unit: " s")
            .Write();
    }

    /// <summary>The median over the rounds that both measured.</summary>
    private double Ratio(string one, string other) =>
        pairs.GetValueOrDefault(one, []).Zip(pairs.GetValueOrDefault(other, []), (mine, its) => mine.Marginal / its.Marginal).Median();

    private static string Text(double number) => double.IsNaN(number) ? "" : $"{number:0.00}";
}
