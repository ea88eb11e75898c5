using Harness.Plans;

namespace Harness.Faults;

/// <summary>Processes or containers stand still: connections stay open, and nothing answers.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
public sealed record PauseAction(string Target, Pick Pick) : TargetAction(PauseFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{Whom} paused";

    /// <inheritdoc/>
    public override string UndoDescription => $"let {Whom} go on";
}

/// <summary><c>pause: { target: shop-1 }</c></summary>
internal sealed class PauseFault : IFault
{
    public const string Word = "pause";

    private const string State = "state";

    public string Kind => Word;

    public string Meaning => "Processes (SIGSTOP) or containers (the freezer) stand still: connections stay open, and nothing answers.";

    public string Needs => "a container, or a process on Linux or macOS";

    public string Undoing => "it goes on, unless it was paused before";

    public Shape Shape { get; } = Shape.Mapping(TargetKeys.All);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings), TargetKeys.Pick(arguments));
        return target is null || pick is null ? null : new PauseAction(target, pick);
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var victims = new List<Victim>();
        foreach (var victim in await Victims.Of(fault, ground, ct).ConfigureAwait(false))
        {
            var state = await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false);
            if (state is not (VictimState.Running or VictimState.Paused)) throw new FaultException($"{victim.Name} is not running, so it cannot be paused");
            victims.Add(victim with { Before = new Dictionary<string, string> { [State] = state.ToString() } });
        }
        return new Undo(fault.Name, Kind, new Dictionary<string, string>(), fault.Action.UndoDescription) { Victims = victims };
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) =>
        Task.WhenAll(undo.Victims.Select(victim => ground.DriverOf(victim).Pause(victim, ct)));

    public async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        foreach (var victim in undo.Victims)
        {
            if (await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) != VictimState.Paused) return false;
        }
        return true;
    }

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var notes = new List<string>();
        foreach (var victim in undo.Victims)
        {
            var driver = ground.DriverOf(victim);
            var before = Enum.Parse<VictimState>(victim.Before[State]);
            var state = await driver.Look(victim, ct).ConfigureAwait(false);
            if (before == VictimState.Running && state == VictimState.Paused)
            {
                await driver.Resume(victim, ct).ConfigureAwait(false);
                state = await driver.Look(victim, ct).ConfigureAwait(false);
            }
            if (before == VictimState.Running && state == VictimState.Paused) throw new FaultException($"{victim.Name} is still paused");
            notes.Add(state switch { VictimState.Running => $"{victim.Name} goes on", VictimState.Paused => $"{victim.Name} was paused before, and still is", _ => $"{victim.Name} is gone" });
        }
        return new Healing(true, string.Join("; ", notes));
    }
}
