using Harness.Plans;

namespace Harness.Faults;

/// <summary>Processes or containers are asked to end (and killed where they do not), and started again.</summary>
/// <param name="Kind"><c>stop</c> or <c>restart</c>.</param>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Patience">How long each may take to end.</param>
/// <param name="RestartAfter">How long they stay away, or null: until the end of the run.</param>
/// <param name="ByOthers">True where whoever watches over them starts them again.</param>
public sealed record StopAction(string Kind, string Target, Pick Pick, TimeSpan Patience, TimeSpan? RestartAfter, bool ByOthers) : TargetAction(Kind, Target, Pick)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => ByOthers ? TimeSpan.Zero : RestartAfter;

    /// <inheritdoc/>
    public override bool TakesFor => false;

    /// <inheritdoc/>
    public override string Description => RestartAfter == TimeSpan.Zero && !ByOthers ? $"{Whom} restarted" : $"{Whom} stopped, {Comeback.Words(RestartAfter, ByOthers)}";

    /// <inheritdoc/>
    public override string UndoDescription => Comeback.Undo(Whom, ByOthers);
}

/// <summary><c>stop: { target: shop-1, restartAfter: 5s }</c> and <c>restart: { target: shop-1, delay: 2s }</c>: one act, by two names that the field knows.</summary>
internal sealed class StopFault : IFault
{
    private static readonly PlanKey Patience = new("patience", Shape.Duration, "How long each may take to end before it is killed.", "10s");

    private StopFault(string kind, string meaning, Shape shape) => (Kind, Meaning, Shape) = (kind, meaning, shape);

    /// <summary>Stays away for a while.</summary>
    public static StopFault Stop { get; } = new("stop", "Processes or containers are asked to end, as a deployment does, and started again later.", Shape.Mapping([.. TargetKeys.All, Patience, .. Comeback.Keys]));

    /// <summary>Comes back at once.</summary>
    public static StopFault Restart { get; } = new("restart", "Processes or containers are asked to end, and started again at once.", Shape.Mapping([.. TargetKeys.All, Patience,
        new("delay", Shape.Duration, "How long they stay away.", "0s")]));

    public string Kind { get; }

    public string Meaning { get; }

    public Shape Shape { get; }

    public string Needs => "a process or a container";

    public string Undoing => "what does not run is started again, and waited for until it is healthy";

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings), TargetKeys.Pick(arguments));
        TimeSpan? patience = arguments["patience"] is { } node ? node.Duration(atMost: TimeSpan.FromSeconds(30)) : TimeSpan.FromSeconds(10);
        if (target is null || pick is null || patience is null)
            return null;
        if (Kind == "stop")
            return Comeback.Read(arguments, target, settings, out var after, out var byOthers) ? new StopAction(Kind, target, pick, patience.Value, after, byOthers) : null;
        TimeSpan? delay = arguments["delay"] is { } wait ? wait.Duration() : TimeSpan.Zero;
        TargetKeys.NeedsHealth(arguments, target, settings);
        return delay is null ? null : new StopAction(Kind, target, pick, patience.Value, delay, ByOthers: false);
    }

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => Comeback.Prepare(fault, ((StopAction)fault.Action).ByOthers, signal: null, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) =>
        Task.WhenAll(undo.Victims.Select(victim => ground.DriverOf(victim).Stop(victim, ((StopAction)fault.Action).Patience, ct)));

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => Comeback.Heal(undo, ground, ct);
}
