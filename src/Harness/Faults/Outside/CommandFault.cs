using Harness.Plans;

namespace Harness.Faults.Outside;

/// <summary>Another tool does it, and undoes it.</summary>
/// <param name="Target">What it breaks, or empty.</param>
internal sealed record CommandAction(string Target) : FaultAction(CommandFault.Word, Target)
{
    internal required CommandLine Inject { get; init; }

    internal required CommandLine Heal { get; init; }

    internal CommandLine? Verify { get; init; }

    /// <inheritdoc/>
    public override string Description => $"{Inject}{OutsideTarget.At(Target)}";

    /// <inheritdoc/>
    public override string UndoDescription => Heal.ToString();

    /// <inheritdoc/>
    public override IEnumerable<Template> Templates => ((CommandLine?[])[Inject, Heal, Verify]).OfType<CommandLine>().SelectMany(line => line.Words).Select(Parse);

    private static Template Parse(string text) => Template.TryParse(text, out var template, out _) ? template! : throw new InvalidOperationException(text);
}

/// <summary><c>command: { inject: [ip, link, …], heal: [ip, link, …], verify: [test, …] }</c></summary>
internal sealed class CommandFault : IFault
{
    public const string Word = "command";

    private const string HealKey = "heal", VerifyKey = "verify";

    private static readonly Shape Line = Shape.List(Shape.Text);

    public string Kind => Word;

    public string Meaning => "A command of any other tool breaks something, and another one mends it.";

    public string Needs => "\"allowCommands\": true under \"safety\" in harness.json";

    public string Undoing => "the command heal, then the command verify; both may run twice, and without inject before";

    public Shape Shape { get; } = Shape.Mapping(OutsideTarget.Key,
        new("inject", Line, "The program and its arguments, run in the folder of harness.json, without a shell; ends when the fault is there.", Required: true),
        new(HealKey, Line, "The program that undoes it, and its arguments; must be right when run twice, or when there is nothing to undo.", Required: true),
        new(VerifyKey, Line, "The program that ends well only where the fault is gone, and its arguments; where left out, heal's word is taken."),
        OutsideTarget.TimeoutKey,
        new("exitCodes", Shape.List(Shape.Integer(0, 255)), "Those that mean that it went well.", "[0]"));

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        if (!settings.Safety.AllowCommands)
            arguments.Refuse($"{name} would run a command of its own, which could be any; add \"allowCommands\": true to \"safety\" in {PlanFile.SettingsName} to allow that");
        var (target, timeout) = (OutsideTarget.Read(arguments, settings), OutsideTarget.Timeout(arguments));
        var codes = arguments["exitCodes"]?.List(1) is { } list ? [.. list.Select(code => code.Integer(0, 255)).OfType<int>()] : new List<int> { 0 };
        CommandLine? Of(PlanNode? node) => node is not null && Words(node) is { } words && timeout is { } longest ? new(words, settings.Root, longest, codes) : null;
        var inject = Of(arguments.Required("inject", "[ip, link, set, eth1, down]"));
        var heal = Of(arguments.Required(HealKey, "[ip, link, set, eth1, up]"));
        return target is null || inject is null || heal is null ? null : new CommandAction(target) { Inject = inject, Heal = heal, Verify = Of(arguments[VerifyKey]) };
    }

    private static List<string>? Words(PlanNode node)
    {
        if (node.List(1) is not { } items)
            return null;
        var templates = items.Select(OutsideText.Read).ToList();
        return templates.Contains(null) ? null : [.. templates.Select(template => template!.Text)];
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (CommandAction)fault.Action;
        return Task.FromResult(OutsideUndo.Of(fault, action.Heal, action.Verify, action.UndoDescription));
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => ((CommandAction)fault.Action).Inject.Do(ground.Time, ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => OutsideUndo.IsThere(undo, CommandLine.FromJson, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => OutsideUndo.Heal(undo, CommandLine.FromJson, ground, ct);
}
