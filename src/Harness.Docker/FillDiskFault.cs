using System.Globalization;
using System.Text.RegularExpressions;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>A file takes room on the disk of containers.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Bytes">How much.</param>
/// <param name="Path">The folder inside.</param>
public sealed record FillDiskAction(string Target, Pick Pick, long Bytes, string Path) : TargetAction(FillDiskFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{ByteSize.ForPeople(Bytes)} of the disk under {Path} taken in {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => $"remove {Path}/{FillDiskFault.Prefix}* in {Whom}";
}

/// <summary><c>fill-disk: { target: db, size: 1GB, path: /var/lib/db }</c>. The disk of a container is mostly its machine's, so two bounds stand that nothing lifts.</summary>
internal sealed partial class FillDiskFault : IFault
{
    public const string Word = "fill-disk";

    /// <summary>How its files begin.</summary>
    public const string Prefix = "harness-fill-disk-";

    /// <summary>The most it takes, and the share of the disk that it always leaves.</summary>
    private const long Most = 10_000_000_000;
    private const double Leaves = 0.05;

    private const string FileKey = "file";
    private static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(45);

    // Room that is only promised (fallocate) is as full, and takes no time. Otherwise it is written through an open file, so that removing its name
    // ends the writing, and the room is free with it.
    private const string Fill = """
        fallocate -l "$2" "$1" 2>/dev/null && exit 0
        exec 3> "$1" || exit 1
        left=$(( ($2 + 1048575) / 1048576 ))
        while [ "$left" -gt 0 ] && [ -e "$1" ]; do
            dd if=/dev/zero bs=1048576 count=1 >&3 2>/dev/null || { echo "the disk took no more"; exit 1; }
            left=$((left - 1))
        done
        """;

    public string Kind => Word;

    public string Meaning => "A file takes a bounded part of the disk that containers write to.";

    public string Needs => "a container with a POSIX shell, df and dd in it";

    public string Undoing => "the file is removed, and looked for";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("size", Shape.Size, "How much, at most 10GB; and 5% of the disk are always left free.", Required: true),
        new("path", new Shape { Types = ["string"], Pattern = "^/" }, "The folder inside.", "/tmp")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true), TargetKeys.Pick(arguments));
        var size = arguments.Required("size", "100MB")?.Bytes();
        if (size > Most)
        {
            arguments["size"]!.Wrong($"it is at most {ByteSize.ForPeople(Most)}");
            return null;
        }
        var path = arguments["path"] is { } node ? node.Text() : "/tmp";
        if (path is not null && !path.StartsWith('/'))
        {
            arguments["path"]!.Wrong("it is a folder inside the container, from its root: /tmp");
            return null;
        }
        return target is null || pick is null || size is null || path is null ? null : new FillDiskAction(target, pick, size.Value, path == "/" ? "" : path.TrimEnd('/'));
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (FillDiskAction)fault.Action;
        var victims = await Victims.Of(fault, ground, ct).ConfigureAwait(false);
        foreach (var victim in victims) await CheckRoom(victim, action, victims.Count, ground, ct).ConfigureAwait(false);
        var arguments = new Dictionary<string, string> { [FileKey] = $"{action.Path}/{Prefix}{fault.Name}-{Guid.NewGuid().ToString("N")[..8]}" };
        return new Undo(fault.Name, Kind, arguments, action.UndoDescription) { Victims = victims };
    }

    /// <summary>Containers mostly share one disk, so each must have room for all.</summary>
    private static async Task CheckRoom(Victim victim, FillDiskAction action, int count, Ground ground, CancellationToken ct)
    {
        var folder = action.Path.Length == 0 ? "/" : action.Path;
        var text = await ContainerShell.Of(ground).Must(victim, $"nobody can tell how full {folder} is", ContainerShell.Command("""[ -d "$1" ] || { echo "there is no such folder"; exit 1; }; df -Pk "$1" """, Word, folder), ct).ConfigureAwait(false);
        if (Room().Match(text) is not { Success: true } match) throw new FaultException($"{victim.Name}: df says nothing of {folder}: {text.Trim()}");
        var (total, free) = (Kilobytes(match.Groups[1]), Kilobytes(match.Groups[2]));
        if (free - action.Bytes * (double)count < total * Leaves)
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"{ByteSize.ForPeople(action.Bytes)} in {folder} of {victim.Name}{(count > 1 ? $", and as much in {count - 1} more," : "")} would leave less than {Leaves:0%} of the disk free ({ByteSize.ForPeople((long)free)} of {ByteSize.ForPeople((long)total)} are free now)"));
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => Task.WhenAll(undo.Victims.Select(victim =>
        ContainerShell.Of(ground).Must(victim, "its disk cannot be filled", ContainerShell.Command(Fill, Word, undo.Arguments[FileKey], ((FillDiskAction)fault.Action).Bytes.ToString(CultureInfo.InvariantCulture)), FillPatience, ct)));

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var file = undo.Arguments[FileKey];
        var notes = await Task.WhenAll(undo.Victims.Select(async victim =>
        {
            if (await Inside.Over(victim, $"the file {file}", ground, ct).ConfigureAwait(false) is { } note) return note;
            await ContainerShell.Of(ground).Must(victim, $"{file} cannot be removed", ContainerShell.Command("""rm -f "$1"; [ ! -e "$1" ]""", Word, file), ct).ConfigureAwait(false);
            return $"{file} is gone from {victim.Name}";
        })).ConfigureAwait(false);
        return new Healing(true, string.Join("; ", notes));
    }

    private static double Kilobytes(Group number) => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture) * 1024;

    /// <summary>Total, used, available and the share of it, as POSIX has <c>df -P</c> say them.</summary>
    [GeneratedRegex(@"\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s")]
    private static partial Regex Room();
}
