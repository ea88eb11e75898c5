using Harness.Plans;

namespace Harness.Faults;

/// <summary>Processes or containers are sent a signal, and started again.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Signal">The signal, without SIG.</param>
/// <param name="RestartAfter">How long they stay dead, or null: until the end of the run.</param>
/// <param name="ByOthers">True where whoever watches over them starts them again.</param>
public sealed record KillAction(string Target, Pick Pick, string Signal, TimeSpan? RestartAfter, bool ByOthers) : TargetAction(KillFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => ByOthers ? TimeSpan.Zero : RestartAfter;

    /// <inheritdoc/>
    public override bool TakesFor => false;

    /// <inheritdoc/>
    public override string Description => $"{Whom} {(Signal == "KILL" ? "killed" : $"sent SIG{Signal}")}, {Comeback.Words(RestartAfter, ByOthers)}";

    /// <inheritdoc/>
    public override string UndoDescription => Comeback.Undo(Whom, ByOthers);
}

/// <summary><c>kill: { target: shop-1, restartAfter: 5s }</c></summary>
internal sealed class KillFault : IFault
{
    public const string Word = "kill";

    public string Kind => Word;

    public string Meaning => "Processes or containers are killed, by any signal, and started again.";

    public string Needs => "a process or a container";

    public string Undoing => "what does not run is started again, and waited for until it is healthy";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("signal", Shape.Word([.. SignalName.All, .. SignalName.All.Select(name => "SIG" + name)]), "What is sent.", "SIGKILL"),
        .. Comeback.Keys]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings), TargetKeys.Pick(arguments));
        var signal = arguments["signal"] is { } node ? node.Word(Shape["signal"]!.Shape.Words!) : "KILL";
        return target is null || pick is null || signal is null || !Comeback.Read(arguments, target, settings, out var after, out var byOthers)
            ? null
            : new KillAction(target, pick, SignalName.Short(signal), after, byOthers);
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) =>
        Comeback.Prepare(fault, ((KillAction)fault.Action).ByOthers, SignalName.Ends(((KillAction)fault.Action).Signal) ? ((KillAction)fault.Action).Signal : null, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (KillAction)fault.Action;
        return Task.WhenAll(undo.Victims.Select(victim => ground.DriverOf(victim).Signal(victim, action.Signal, asCrash: action.ByOthers, ct)));
    }

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => Comeback.Heal(undo, ground, ct);
}
