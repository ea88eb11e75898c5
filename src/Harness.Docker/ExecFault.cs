using System.Globalization;
using System.Text.Json;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>A command is run inside containers.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Undo">What undoes it, or empty: it is over when it has ended.</param>
/// <param name="Timeout">How long each of the two may take.</param>
/// <param name="ExitCodes">The exit codes with which each has done what it should.</param>
public sealed record ExecAction(string Target, Pick Pick, IReadOnlyList<string> Command, IReadOnlyList<string> Undo, TimeSpan Timeout, IReadOnlyList<int> ExitCodes) : TargetAction(ExecFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => Undo.Count == 0 ? TimeSpan.Zero : null;

    /// <inheritdoc/>
    public override string Description => $"{CommandText.Of(Command)} in {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => Undo.Count == 0 ? $"nothing is to be undone in {Whom}" : $"run in {Whom}: {CommandText.Of(Undo)}";
}

/// <summary><c>exec: { target: cache, command: [redis-cli, flushall] }</c></summary>
internal sealed class ExecFault : IFault
{
    public const string Word = "exec";

    private const string UndoWords = "undo", TimeoutSeconds = "timeoutSeconds", Codes = "exitCodes";
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    public string Kind => Word;

    public string Meaning => "A command is run inside containers, and another one that undoes it.";

    public string Needs => "a container with the program in it";

    public string Undoing => "the command in undo is run, if there is one; it must not mind being run twice, nor where nothing was done";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("command", Shape.List(Shape.Text), "The program and its arguments; no shell in between.", Required: true),
        new("undo", Shape.List(Shape.Text), "The same for what undoes it; none where it is over when it has ended."),
        new("timeout", Shape.Duration, "How long each may take, at most 30s.", "10s"),
        new("exitCodes", Shape.OneOrMore(Shape.Integer(0, 255)), "The exit codes that are right.", "0")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true), TargetKeys.Pick(arguments));
        var command = Words(arguments.Required("command", "[touch, /tmp/x]"));
        var undo = arguments["undo"] is { } node ? Words(node) : [];
        var timeout = arguments["timeout"] is { } limit ? limit.Duration(TimeSpan.FromMilliseconds(100), LongestTimeout) : TimeSpan.FromSeconds(10);
        var codes = arguments["exitCodes"]?.OneOrMore()?.Select(code => code.Integer(0, 255)).ToList() ?? [0];
        return target is null || pick is null || command is null || undo is null || timeout is null || codes.Contains(null)
            ? null
            : new ExecAction(target, pick, command, undo, timeout.Value, [.. codes.OfType<int>()]);
    }

    private static List<string>? Words(PlanNode? list)
    {
        var words = list?.List(1)?.Select(word => word.Text()).ToList();
        return words is null || words.Contains(null) ? null : [.. words.OfType<string>()];
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (ExecAction)fault.Action;
        var arguments = new Dictionary<string, string>
        {
            [UndoWords] = JsonSerializer.Serialize(action.Undo, LedgerWords.Default.IReadOnlyListString),
            [TimeoutSeconds] = action.Timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            [Codes] = string.Join(',', action.ExitCodes),
        };
        return new Undo(fault.Name, Kind, arguments, action.UndoDescription) { Victims = await Victims.Of(fault, ground, ct).ConfigureAwait(false) };
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (ExecAction)fault.Action;
        return Task.WhenAll(undo.Victims.Select(victim => Run(victim, action.Command, undo, ground, ct)));
    }

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var command = JsonSerializer.Deserialize(undo.Arguments[UndoWords], LedgerWords.Default.IReadOnlyListString)!;
        if (command.Count == 0) return new Healing(true, "its command has ended, and nothing is to be undone");
        var notes = await Task.WhenAll(undo.Victims.Select(async victim =>
            await Inside.Over(victim, "what its command did", ContainerDriver.Of(ground), ct).ConfigureAwait(false) ?? await Run(victim, command, undo, ground, ct).ConfigureAwait(false))).ConfigureAwait(false);
        return new Healing(true, string.Join("; ", notes));
    }

    private static async Task<string> Run(Victim victim, IReadOnlyList<string> command, Undo undo, Ground ground, CancellationToken ct)
    {
        var result = await ContainerExec.Of(ground).Run(victim, command, TimeSpan.FromSeconds(double.Parse(undo.Arguments[TimeoutSeconds], CultureInfo.InvariantCulture)), ct).ConfigureAwait(false);
        var right = undo.Arguments[Codes].Split(',');
        var code = result.ExitCode.ToString(CultureInfo.InvariantCulture);
        return result.HasNoProgram || !right.Contains(code)
            ? throw new FaultException($"{command[0]} in {victim.Name} ended with {code}, and {string.Join(" or ", right)} is right{result.Words}")
            : $"{command[0]} in {victim.Name} ended with {code}";
    }
}
