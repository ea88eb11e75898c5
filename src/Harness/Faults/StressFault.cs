using System.Globalization;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>Processors, memory and files are taken from everybody who lives on a target.</summary>
/// <param name="Target">A target: this machine, or a container.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Cpus">Processors kept busy, or null.</param>
/// <param name="CpuShare">Or a share of those that there are.</param>
/// <param name="MemoryBytes">Memory, or null.</param>
/// <param name="Files">Open files, or null.</param>
public sealed record StressAction(string Target, Pick Pick, double? Cpus, double? CpuShare, long? MemoryBytes, int? Files) : TargetAction(StressFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => string.Join(", ", ((string?[])[
        Cpus is { } cpus ? string.Create(CultureInfo.InvariantCulture, $"{cpus:0.##} CPU busy") : null,
        CpuShare is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##}% of the CPU busy") : null,
        MemoryBytes is { } bytes ? $"{ByteSize.ForPeople(bytes)} of memory taken" : null,
        Files is { } files ? string.Create(CultureInfo.InvariantCulture, $"{files} files open") : null]).OfType<string>()) + $" on {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => $"end the pressure on {Whom} (it also ends by itself)";

    /// <summary>The same in the words of drivers.</summary>
    internal Pressure On(Pressure empty) => empty with { Cpus = Cpus, CpuShare = CpuShare, MemoryBytes = MemoryBytes, Files = Files };
}

/// <summary><c>stress: { target: this-machine, cpu: 2, memory: 512MB, files: 1000 }</c></summary>
internal sealed class StressFault : IFault
{
    public const string Word = "stress";

    private const double MostCpus = 1024;
    private const int MostFiles = 1_000_000;

    public string Kind => Word;

    public string Meaning => "Processors are kept busy, memory is taken and files are held open on this machine or inside containers.";

    public string Needs => "a container, or this machine (a target with \"host\": true)";

    public string Undoing => "what presses is ended; it ends by itself too, when its time is over or its companion dies";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("cpu", Shape.Any(Shape.Number(0.01, MostCpus), new Shape { Types = ["string"], Pattern = "^[0-9.]+%$" }), "Processors kept busy: 2, 0.5, or a share of all like 50%."),
        new("memory", Shape.Size, "Memory taken and touched: 512MB. On this machine 10% of what is available is always left."),
        new("files", Shape.Integer(1, MostFiles), "Files held open.")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true, mayBeHost: true), TargetKeys.Pick(arguments));
        if (arguments["cpu"] is null && arguments["memory"] is null && arguments["files"] is null)
            arguments.Problem($"{arguments.Name} needs cpu, memory, files, or several of them");
        var (cpus, share) = arguments["cpu"] is { } cpu ? Cpu(cpu) : (null, null);
        var memory = arguments["memory"]?.Bytes();
        var files = arguments["files"]?.Integer(1, MostFiles);
        return target is null || pick is null || (cpus is null && share is null && memory is null && files is null) ? null : new StressAction(target, pick, cpus, share, memory, files);
    }

    private static (double? Cpus, double? Share) Cpu(PlanNode node)
    {
        if (node.Scalar?.EndsWith('%') != true)
            return (node.Number(0.01, MostCpus), null);
        if (TargetKeys.Percent(node.Scalar) is { } share)
            return (null, share);
        node.Wrong("it is a number of processors, or a share of all up to 100%");
        return (null, null);
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => PressureUndo.Prepare(fault, ((StressAction)fault.Action).On, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => PressureUndo.Inject(fault, undo, ((StressAction)fault.Action).On, ground, ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => PressureUndo.IsThere(undo, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => PressureUndo.Heal(undo, ground, ct);
}
