using System.Globalization;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>Processes or containers get less of the machine.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Cpus">Processors, or null: as before.</param>
/// <param name="MemoryBytes">Memory, or null: as before.</param>
public sealed record LimitAction(string Target, Pick Pick, double? Cpus, long? MemoryBytes) : TargetAction(LimitFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{Whom} has only "
        + string.Join(" and ", ((string?[])[Cpus is { } cpus ? string.Create(CultureInfo.InvariantCulture, $"{cpus:0.##} CPU") : null, MemoryBytes is { } bytes ? $"{ByteSize.ForPeople(bytes)} of memory" : null]).OfType<string>());

    /// <inheritdoc/>
    public override string UndoDescription => $"put the limits of {Whom} back";
}

/// <summary><c>limit: { target: shop-1, cpus: 0.2, memory: 64MB }</c></summary>
internal sealed class LimitFault : IFault
{
    public const string Word = "limit";

    private const string Tightened = "tightened";

    public string Kind => Word;

    public string Meaning => "Processes or containers get less CPU or memory.";

    public string Needs => "a container, or a process on Linux whose control groups may be written (root)";

    public string Undoing => "the limits that were there before are written back, and read again";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("cpus", Shape.Number(0.01, 1024), "The most processors it may use."),
        new("memory", Shape.Size, "The most memory it may use: 64MB.")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings), TargetKeys.Pick(arguments));
        if (arguments["cpus"] is null && arguments["memory"] is null)
            arguments.Problem($"{arguments.Name} needs cpus, memory, or both");
        var cpus = arguments["cpus"]?.Number(0.01, 1024);
        var memory = arguments["memory"]?.Bytes(TargetContainer.SmallestMemory);
        return target is null || pick is null || (cpus is null && memory is null) ? null : new LimitAction(target, pick, cpus, memory);
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var (action, victims) = ((LimitAction)fault.Action, new List<Victim>());
        foreach (var victim in await Victims.Of(fault, ground, ct).ConfigureAwait(false))
            victims.Add(victim with { Before = await ground.DriverOf(victim).ReadLimits(victim, ct).ConfigureAwait(false) });
        var tightened = victims.Where(victim => ground.DriverOf(victim).Tightens(victim.Before, action.Cpus, action.MemoryBytes)).Select(victim => victim.Id);
        return new Undo(fault.Name, Kind, new Dictionary<string, string> { [Tightened] = string.Join(' ', tightened) }, fault.Action.UndoDescription) { Victims = victims };
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (LimitAction)fault.Action;
        return Task.WhenAll(undo.Victims.Select(victim => ground.DriverOf(victim).Limit(victim, action.Cpus, action.MemoryBytes, ct)));
    }

    public async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        // One whose limits were as tight before looks the same all the time.
        foreach (var victim in undo.Victims.Where(victim => undo.Arguments[Tightened].Split(' ').Contains(victim.Id)))
        {
            if (await IsOver(victim, ground, ct).ConfigureAwait(false) || await IsAsBefore(victim, ground, ct).ConfigureAwait(false)) return false;
        }
        return true;
    }

    private static async Task<bool> IsAsBefore(Victim victim, Ground ground, CancellationToken ct)
    {
        var now = await ground.DriverOf(victim).ReadLimits(victim, ct).ConfigureAwait(false);
        return victim.Before.All(limit => now.GetValueOrDefault(limit.Key) == limit.Value);
    }

    /// <summary>True where nothing is left that could be limited: it may be the limit itself that ended it.</summary>
    private static async Task<bool> IsOver(Victim victim, Ground ground, CancellationToken ct) => await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) switch
    {
        VictimState.Gone => true,
        VictimState.Stopped => !ground.DriverOf(victim).KeepsLimits,
        _ => false,
    };

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var notes = new List<string>();
        foreach (var victim in undo.Victims)
        {
            var driver = ground.DriverOf(victim);
            if (await IsOver(victim, ground, ct).ConfigureAwait(false))
            {
                await driver.Forget(victim, victim.Before, ct).ConfigureAwait(false);
                notes.Add($"{victim.Name} is gone");
                continue;
            }
            await driver.WriteLimits(victim, victim.Before, ct).ConfigureAwait(false);
            var now = await driver.ReadLimits(victim, ct).ConfigureAwait(false);
            if (victim.Before.FirstOrDefault(limit => now.GetValueOrDefault(limit.Key) != limit.Value) is { Key: not null } wrong)
                throw new FaultException($"{victim.Name}: {wrong.Key} is {now.GetValueOrDefault(wrong.Key)}, and was {wrong.Value}");
            notes.Add($"{victim.Name} has its limits back");
        }
        return new Healing(true, string.Join("; ", notes));
    }
}
