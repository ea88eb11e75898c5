using Harness.Plans;

namespace Harness.Faults;

/// <summary>A target's process is killed (SIGKILL), and started again.</summary>
/// <param name="Target">A target with a process.</param>
/// <param name="RestartAfter">How long it stays dead, or null: until the end of the run.</param>
public sealed record KillAction(string Target, TimeSpan? RestartAfter) : FaultAction(KillFault.Word, Target)
{
    /// <inheritdoc/>
    public override TimeSpan? Duration => RestartAfter;

    /// <inheritdoc/>
    public override bool TakesFor => false;

    /// <inheritdoc/>
    public override string Description =>
        $"{Target} killed, restarted {(RestartAfter is { } after ? "after " + Units.ForPeople(after) : "at the end of the run")}";

    /// <inheritdoc/>
    public override string UndoDescription => $"start {Target} again";
}

/// <summary><c>kill: { target: shop-1, restartAfter: 5s }</c></summary>
internal sealed class KillFault : IFault
{
    public const string Word = "kill";

    public string Kind => Word;

    public string Meaning => "A target's process is killed, and started again.";

    public Shape Shape { get; } = Shape.Mapping(
        new("target", Shape.Text, "A target of harness.json with a process.", Required: true),
        new("restartAfter", Shape.Duration, "How long it stays dead; to the end of the run where left out."));

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var target = FaultTarget.Process(arguments, settings);
        var after = arguments["restartAfter"] is { } node ? node.Duration() : null;
        return target is null || arguments["restartAfter"] is not null && after is null ? null : new KillAction(target, after);
    }

    public bool EndsWithItsTarget => true;

    public Undo UndoOf(PlannedFault fault, Ground ground) =>
        new(fault.Name, Kind, new Dictionary<string, string> { ["target"] = fault.Action.Target }, fault.Action.UndoDescription);

    public async Task Inject(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var process = ground.Processes.Find(fault.Action.Target) ?? throw new FaultException($"{fault.Action.Target} was not started by this run");
        if (!process.IsRunning) throw new FaultException($"{fault.Action.Target} is not running: it ended by itself; see its log in the run's folder");
        await process.Kill(ct).ConfigureAwait(false);
    }

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var target = undo.Arguments["target"];
        if (ground.Processes.Find(target) is not { } process) return new Healing(true, $"{target} belonged to a run that is over; there is nothing to start again");
        if (!process.IsRunning) process.Start();
        await process.WaitUntilHealthy(ct).ConfigureAwait(false);
        return new Healing(process.IsRunning, $"{target} runs again as process {process.Identity?.Id} and is healthy");
    }
}
