using System.Globalization;
using System.Runtime.InteropServices;
using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>A process sees another time of day.</summary>
/// <param name="Target">A target that the run starts as a process.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Offset">Later (above zero) or earlier than it is.</param>
public sealed record ClockAction(string Target, Pick Pick, TimeSpan Offset) : TargetAction(ClockFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"the clock of {Whom} {Units.ForPeople(Offset.Duration())} {(Offset < TimeSpan.Zero ? "slow" : "fast")}";

    /// <inheritdoc/>
    public override string UndoDescription => $"let {Whom} see the machine's clock again";
}

/// <summary>
/// <c>clock: { target: payments, offset: -1h }</c>, by libfaketime (github.com/wolfcw/libfaketime), which answers a process's questions for the time of day.
/// The machine's own clock is never touched. Monotonic time goes on as it is: a runtime's timers would go wild, which no clock that jumps does to them.
/// </summary>
internal sealed class ClockFault : IFault, IAtStart
{
    public const string Word = "clock";

    private const string FileName = "offset", Library = "libfaketimeMT.so.1", Real = "+0";

    /// <summary>Where Debian, Fedora and a build of one's own put it.</summary>
    private static IEnumerable<string> Folders => ((string[])[$"/usr/lib/{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64" : "x86_64")}-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"]).Select(folder => folder + "/faketime");

    public string Kind => Word;

    public string Meaning => "A process that the run starts sees another time of day; the machine's clock is not touched.";

    public string Needs => "a process that the run starts, on Linux with libfaketime (package libfaketime)";

    public string Undoing => "the offset is set back to nothing";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("offset", new Shape { Types = ["string"], Pattern = "^[+-]?([0-9.]+(h|m|s|ms|us))+$" }, "How much later than it is, or with a minus how much earlier: 1h30m, -10m.", Required: true)]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (Starts.Target(arguments, settings), TargetKeys.Pick(arguments));
        return target is null || pick is null || arguments.Required("offset", "-1h") is not { } node || Offset(node) is not { } offset ? null : new ClockAction(target, pick, offset);
    }

    private static TimeSpan? Offset(PlanNode node)
    {
        if (node.Text() is not { } text)
            return null;
        if (Units.TryDuration(text.TrimStart('+', '-'), out var offset) && offset > TimeSpan.Zero && text.TrimStart('+', '-').Length >= text.Length - 1)
            return text[0] == '-' ? -offset : offset;
        node.Wrong("it is a time, with a minus for earlier: 1h30m, -10m");
        return null;
    }

    public Launch Ready(Launch launch, Target target, string folder)
    {
        if (!OperatingSystem.IsLinux()) throw new FaultException($"the clock of {target.Name} can be moved on Linux only");
        var library = Folders.Select(one => Path.Combine(one, Library)).FirstOrDefault(File.Exists)
            ?? throw new FaultException($"the clock of {target.Name} cannot be moved: {Library} is in none of {string.Join(", ", Folders)}; install the package libfaketime");
        var file = Path.Combine(Directory.CreateDirectory(Starts.Folder(folder, Word, target.Name)).FullName, FileName);
        File.WriteAllText(file, Real);
        var environment = new Dictionary<string, string>(launch.Environment)
        {
            ["LD_PRELOAD"] = launch.Environment.TryGetValue("LD_PRELOAD", out var others) ? $"{library}:{others}" : library,
            [FakeTime.FileVariable] = file,
            // The file is looked at on each question: kept for a second it would make a fault late.
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
        return launch with { Environment = environment };
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => SwappedFile.Prepare(fault, ground, FileName, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var offset = ((ClockAction)fault.Action).Offset;
        return SwappedFile.Inject(undo, _ => offset.TotalSeconds.ToString("+0.######;-0.######", CultureInfo.InvariantCulture), ct);
    }

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => SwappedFile.IsThere(undo, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => SwappedFile.Heal(undo, "sees the machine's clock", ct);
}
