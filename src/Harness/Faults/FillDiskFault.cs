using Harness.Plans;

namespace Harness.Faults;

/// <summary>A part of a disk is taken from everybody who writes to it.</summary>
/// <param name="Target">A target: this machine, or a container.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Path">A folder on that disk.</param>
/// <param name="Size">How much, in bytes.</param>
public sealed record FillDiskAction(string Target, Pick Pick, string Path, long Size) : TargetAction(FillDiskFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{ByteSize.ForPeople(Size)} of the disk under {Path} taken on {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => $"give the disk under {Path} on {Whom} back (it also comes back by itself)";

    /// <summary>The same in the words of drivers.</summary>
    internal Pressure On(Pressure empty) => empty with { Folder = Path, DiskBytes = Size };
}

/// <summary><c>fill-disk: { target: this-machine, path: data, size: 1GB }</c></summary>
internal sealed class FillDiskFault : IFault
{
    public const string Word = "fill-disk";

    public string Kind => Word;

    public string Meaning => "A part of the disk of this machine or of containers is taken, up to a bound.";

    public string Needs => "a container, or this machine (a target with \"host\": true)";

    public string Undoing => "the space is given back; on this machine the file has no name, so it goes with the process that holds it, in a container it is removed when its time is over, whatever happens";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("path", Shape.Text, "A folder on the disk that is meant; on this machine relative to harness.json.", Required: true),
        new("size", Shape.Size, "How much is taken: 1GB. On this machine 5% of the disk is always left.", Required: true)]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true, mayBeHost: true), TargetKeys.Pick(arguments));
        var path = arguments.Required("path", "data")?.Text();
        var size = arguments.Required("size", "1GB")?.Bytes();
        return target is null || pick is null || path is null || size is null ? null : new FillDiskAction(target, pick, path, size.Value);
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => PressureUndo.Prepare(fault, ((FillDiskAction)fault.Action).On, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => PressureUndo.Inject(fault, undo, ((FillDiskAction)fault.Action).On, ground, ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => PressureUndo.IsThere(undo, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => PressureUndo.Heal(undo, ground, ct);
}
