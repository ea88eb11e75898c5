using Harness.Plans;

namespace Harness.Faults;

/// <summary>What all faults have in common after which something must run again: started by the harness, or by whoever watches over it.</summary>
internal static class Comeback
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>The keys that say how.</summary>
    public static IReadOnlyList<PlanKey> Keys { get; } =
    [
        new("restartAfter", Shape.Duration, "How long until the harness starts it again; to the end of the run where left out."),
        new("restart", Shape.Word("expected"), "expected: its supervisor starts it again (a restart policy, systemd); the harness waits for that."),
    ];

    /// <summary>Reads the keys; false after noting what is wrong.</summary>
    public static bool Read(PlanNode arguments, string target, Settings settings, out TimeSpan? after, out bool byOthers)
    {
        var node = arguments["restartAfter"];
        after = node?.Duration();
        byOthers = arguments["restart"]?.Word("expected") is not null;
        if (node is not null && byOthers)
            node.Problem("restartAfter says that the harness starts it again, and restart: expected that somebody else does; keep one");
        foreach (var instance in TargetKeys.Instances(settings.Targets[target], settings).Where(one => one.Process is { IsStarted: false } && arguments["restart"] is null))
            arguments["target"]!.Problem($"'{instance.Name}' was not started by the harness, which cannot start it again: say restart: expected where its supervisor does");
        TargetKeys.NeedsHealth(arguments, target, settings);
        return node is null || after is not null;
    }

    public static string Words(TimeSpan? after, bool byOthers) => byOthers ? "to be restarted by its supervisor"
        : $"restarted {(after is { } time ? "after " + Units.ForPeople(time) : "at the end of the run")}";

    public static string Undo(string whom, bool byOthers) => byOthers ? $"wait until {whom} runs again" : $"start {whom} again";

    /// <summary>Finds the victims; each must run, or the fault would show nothing.</summary>
    public static async Task<Undo> Prepare(PlannedFault fault, bool byOthers, Ground ground, CancellationToken ct)
    {
        var victims = await Victims.Of(fault, ground, ct).ConfigureAwait(false);
        foreach (var victim in victims)
        {
            if (await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) is not (VictimState.Running or VictimState.Paused))
                throw new FaultException($"{victim.Name} is not running: it ended by itself; see its log in the run's folder");
        }
        return new Undo(fault.Name, fault.Action.Kind, new Dictionary<string, string> { ["by"] = byOthers ? "others" : "harness" }, fault.Action.UndoDescription)
        {
            Victims = victims,
            EndsWithRun = victims.All(victim => victim.IsOwn),
        };
    }

    /// <summary>Starts what does not run, or waits for it, until all are healthy.</summary>
    public static async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var byOthers = undo.Arguments["by"] == "others";
        var notes = await Task.WhenAll(undo.Victims.Select(victim => Heal(victim, byOthers, ground, ct))).ConfigureAwait(false);
        return new Healing(true, string.Join("; ", notes));
    }

    /// <summary>True where its target means another process by now.</summary>
    private static async Task<bool> HasSuccessor(Victim victim, Ground ground, CancellationToken ct)
    {
        if (!ground.Settings.Targets.TryGetValue(victim.Name, out var target)) return false;
        try
        {
            return (await ground.DriverOf(victim).Find(target, ct).ConfigureAwait(false)).Any(found => !found.Is(victim));
        }
        catch (FaultException)
        {
            return false; // A pid file in the moment of its writing is empty.
        }
    }

    private static async Task<string> Heal(Victim victim, bool byOthers, Ground ground, CancellationToken ct)
    {
        var driver = ground.DriverOf(victim);
        var state = await driver.Look(victim, ct).ConfigureAwait(false);
        if (state == VictimState.Gone && (victim.IsOwn || !byOthers)) return victim.IsOwn ? $"{victim.Name} ended with its run; there is nothing to start again" : $"{victim.Name} is gone; there is nothing to start again";
        var began = ground.Time.GetTimestamp();
        if (byOthers)
        {
            // A supervisor starts the container with the same id, but a process with another number, which harness.json says how to find; where only a
            // ledger is left, its health says it, or nothing can.
            while (state != VictimState.Running && !(state == VictimState.Gone && await HasSuccessor(victim, ground, ct).ConfigureAwait(false)))
            {
                if (state == VictimState.Gone && !ground.Settings.Targets.ContainsKey(victim.Name))
                {
                    if (victim.Health is null) return $"{victim.Name} is gone; whether its supervisor started it again, nobody can tell from here";
                    break;
                }
                if (ground.Time.GetElapsedTime(began) > Health.Patience) throw new FaultException($"{victim.Name} was not started again within {Health.Patience.TotalSeconds:0} s by whoever should");
                await Task.Delay(Interval, ground.Time, ct).ConfigureAwait(false);
                state = await driver.Look(victim, ct).ConfigureAwait(false);
            }
        }
        else if (state != VictimState.Running)
        {
            await driver.Restart(victim, ct).ConfigureAwait(false);
        }
        if (victim.Health is { } url) await Health.Wait(victim.Name, url, () => null, ground.Time, ct).ConfigureAwait(false);
        return $"{victim.Name} runs{(state == VictimState.Running && !byOthers ? "" : " again")}{(victim.Health is null ? "" : " and is healthy")}";
    }
}
