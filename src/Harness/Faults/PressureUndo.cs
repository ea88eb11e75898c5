using Harness.Plans;

namespace Harness.Faults;

/// <summary>What <c>stress</c> and <c>fill-disk</c> have in common: begun and ended by the driver of the victim, found again by a name.</summary>
internal static class PressureUndo
{
    private const string Name = "name", Folder = "folder";

    /// <summary>Beyond the planned end: time for a healing that is late, before the pressure ends by itself.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(20);

    /// <summary>Finds the victims, and asks whether so much may be pressed on them.</summary>
    public static async Task<Undo> Prepare(PlannedFault fault, Func<Pressure, Pressure> amount, Ground ground, CancellationToken ct)
    {
        // Of this process and this run: no other pressure anywhere has the same.
        var name = $"harness-{ground.Scope?.Run ?? "rehearsal"}-{fault.Name}";
        var victims = await Victims.Of(fault, ground, ct).ConfigureAwait(false);
        var pressure = amount(new Pressure(name, Bound(fault, ground.Settings)));
        // Together: they share one machine.
        foreach (var together in victims.GroupBy(victim => victim.Driver))
        {
            if (await DriverOf(together.First(), fault.Action.Kind, ground).Forbids([.. together], pressure, ct).ConfigureAwait(false) is { } why)
                throw new RefusedException($"{fault.Name} would press too much on {string.Join(" and ", together.Select(victim => victim.Name))}: {why}");
        }
        var arguments = new Dictionary<string, string> { [Name] = name };
        if (pressure.Folder is { } folder) arguments[Folder] = folder;
        return new Undo(fault.Name, fault.Action.Kind, arguments, string.Join("; ", victims.Select(victim => DriverOf(victim, fault.Action.Kind, ground).ByHand(victim, name, pressure.Folder))))
        {
            Victims = victims,
            Layer = name, // Each presses for itself: one that ends takes no other with it.
        };
    }

    public static Task Inject(PlannedFault fault, Undo undo, Func<Pressure, Pressure> amount, Ground ground, CancellationToken ct)
    {
        var pressure = amount(new Pressure(undo.Arguments[Name], Bound(fault, ground.Settings)));
        return Task.WhenAll(undo.Victims.Select(victim => DriverOf(victim, undo.Kind, ground).Press(victim, pressure, ground.Scope!, ct)));
    }

    public static async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        foreach (var victim in undo.Victims)
        {
            if (!await DriverOf(victim, undo.Kind, ground).IsPressed(victim, undo.Arguments[Name], undo.Arguments.GetValueOrDefault(Folder), ct).ConfigureAwait(false)) return false;
        }
        return true;
    }

    public static async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var notes = new List<string>();
        var (name, folder) = (undo.Arguments[Name], undo.Arguments.GetValueOrDefault(Folder));
        foreach (var victim in undo.Victims)
        {
            if (await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) == VictimState.Gone)
            {
                notes.Add($"{victim.Name} is gone, and the pressure with it");
                continue;
            }
            var driver = DriverOf(victim, undo.Kind, ground);
            await driver.Release(victim, name, folder, ct).ConfigureAwait(false);
            if (await driver.IsPressed(victim, name, folder, ct).ConfigureAwait(false)) throw new FaultException($"{victim.Name} is still under pressure ({undo.Arguments[Name]})");
            notes.Add($"{victim.Name} is relieved");
        }
        return new Healing(true, string.Join("; ", notes));
    }

    private static TimeSpan Bound(PlannedFault fault, Settings settings) => (fault.Until - fault.At ?? settings.Safety.MaxFaultDuration) + Margin;

    private static IPressure DriverOf(Victim victim, string kind, Ground ground) => ground.DriverOf(victim) as IPressure
        ?? throw new FaultException($"{victim.Name} is a {victim.Driver}, on which {kind} cannot act");
}
