using Harness.Benchmarks.Programs;

namespace Harness.Benchmarks.Runs;

/// <summary>The memory of one run: from inside by the startup hook, from outside once a second.</summary>
internal sealed class MemoryLog
{
    private readonly string file = Path.Combine(Workplace.NewFolder("memory"), "memory");
    private readonly TimeSpan[] collectAt;

    /// <param name="collectAt">When, from the start of the program, its heap is collected and measured.</param>
    public MemoryLog(params TimeSpan[] collectAt) => this.collectAt = collectAt;

    /// <summary>Resident memory of the harness and its companion, by time since the start.</summary>
    public List<(TimeSpan At, long Bytes)> Resident { get; } = [];

    /// <summary>What the harness has to be started with.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(MemoryLog).Assembly.Location,
        [StartupHook.File] = file,
        [StartupHook.CollectAt] = string.Join(',', collectAt.Select(time => $"{time.TotalSeconds:0.###}")),
    };

    /// <summary>For <see cref="HarnessRun.Of"/>.</summary>
    public void EverySecond(int processId, TimeSpan at) => Resident.Add((at, Machine.Memory.OfTree(processId)));

    /// <summary>Bytes allocated from start to end; NaN where the program did not come to its end.</summary>
    public double Allocated => Lines("allocated").LastOrDefault(double.NaN);

    /// <summary>The heap after each forced collection.</summary>
    public IReadOnlyList<double> Heaps => [.. Lines("heap")];

    public long MostResident => Resident.Count == 0 ? 0 : Resident.Max(sample => sample.Bytes);

    /// <summary>The mean around a time: a tenth of it before and after.</summary>
    public double ResidentAround(TimeSpan time) =>
        Resident.Where(sample => (sample.At - time).Duration() <= time / 10 + TimeSpan.FromSeconds(1)).Select(sample => (double)sample.Bytes).DefaultIfEmpty(double.NaN).Average();

    private IEnumerable<double> Lines(string what) =>
        !File.Exists(file) ? [] : File.ReadLines(file).Select(line => line.Split(' ')).Where(words => words[0] == what).Select(words => double.Parse(words[2]));
}
