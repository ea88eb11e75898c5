using Harness.Plans;

namespace Harness.Faults;

/// <summary>What all faults have in common after which something must run again: started by the harness, or by whoever watches over it.</summary>
internal static class Comeback
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50), LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How long what was asked to end by a signal may take, from the beginning of its healing on.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private const string By = "by", Signal = "signal", Start = "start";

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
        if (byOthers && TargetKeys.Instances(settings.Targets[target], settings).FirstOrDefault(one => one.IsStarted) is { } own)
            arguments["restart"]!.Problem($"'{own.Name}' is started by the run, and nobody else watches over it: say restartAfter: 5s instead");
        TargetKeys.NeedsHealth(arguments, target, settings);
        return node is null || after is not null;
    }

    public static string Words(TimeSpan? after, bool byOthers) => byOthers ? "to be restarted by its supervisor"
        : $"restarted {(after is { } time ? "after " + Units.ForPeople(time) : "at the end of the run")}";

    public static string Undo(string whom, bool byOthers) => byOthers ? $"wait until {whom} runs again" : $"start {whom} again";

    /// <summary>Finds the victims; each must run, or the fault would show nothing.</summary>
    /// <param name="fault">As planned.</param>
    /// <param name="byOthers">True where somebody else starts them again.</param>
    /// <param name="signal">What is sent, where its end must be waited for before anything can be said of its coming back; or null.</param>
    /// <param name="ground">What it stands on.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<Undo> Prepare(PlannedFault fault, bool byOthers, string? signal, Ground ground, CancellationToken ct)
    {
        var victims = new List<Victim>();
        foreach (var victim in await Victims.Of(fault, ground, ct).ConfigureAwait(false))
        {
            if (await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) is not (VictimState.Running or VictimState.Paused))
                throw new FaultException($"{victim.Name} is not running: it ended by itself; see its log in the run's folder");
            victims.Add(signal is null ? victim : victim with { Before = new Dictionary<string, string> { [Start] = await ground.DriverOf(victim).StartOf(victim, ct).ConfigureAwait(false) } });
        }
        var arguments = new Dictionary<string, string> { [By] = byOthers ? "others" : "harness" };
        if (signal is not null) arguments[Signal] = signal;
        return new Undo(fault.Name, fault.Action.Kind, arguments, fault.Action.UndoDescription)
        {
            Victims = victims,
            EndsWithRun = victims.All(victim => victim.IsOwn),
        };
    }

    /// <summary>Starts what does not run, or waits for it, until all are healthy.</summary>
    public static async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var byOthers = undo.Arguments[By] == "others";
        var notes = await Task.WhenAll(undo.Victims.Select(victim => Heal(victim, byOthers, undo.Arguments.GetValueOrDefault(Signal), ground, ct))).ConfigureAwait(false);
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

    /// <summary>Waits until the start that was there before is over; false where it goes on.</summary>
    private static async Task<bool> Ended(Victim victim, Ground ground, CancellationToken ct)
    {
        var began = ground.Time.GetTimestamp();
        while (victim.Before.TryGetValue(Start, out var before) && before == await ground.DriverOf(victim).StartOf(victim, ct).ConfigureAwait(false))
        {
            if (ground.Time.GetElapsedTime(began) > EndPatience) return false;
            await Task.Delay(Interval, ground.Time, ct).ConfigureAwait(false);
        }
        return true;
    }

    private static async Task<string> Heal(Victim victim, bool byOthers, string? signal, Ground ground, CancellationToken ct)
    {
        if (signal is not null && !await Ended(victim, ground, ct).ConfigureAwait(false))
        {
            var lives = $"SIG{signal} did not end {victim.Name} within {EndPatience.TotalSeconds:0} s";
            return byOthers ? throw new FaultException($"{lives}, so nobody had to start it again: send SIGKILL, or one that ends it") : $"{lives}: it runs on";
        }
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
        if (victim.Health is { } url) await Healthy(victim, url, byOthers, ground, ct).ConfigureAwait(false);
        return $"{victim.Name} runs{(state == VictimState.Running && !byOthers ? "" : " again")}{(victim.Health is null ? "" : " and is healthy")}";
    }

    /// <summary>
    /// Waits until it is healthy. A signal asked for by a harness that died meanwhile may reach it only now, after it was seen running: then it is started
    /// once more.
    /// </summary>
    private static async Task Healthy(Victim victim, Uri url, bool byOthers, Ground ground, CancellationToken ct)
    {
        var healthy = Health.Wait(victim.Name, url, () => null, ground.Settings.Tls, ground.Time, ct);
        while (await Task.WhenAny(healthy, Task.Delay(LookInterval, ground.Time, ct)).ConfigureAwait(false) != healthy)
        {
            ct.ThrowIfCancellationRequested();
            if (!byOthers && await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false) == VictimState.Stopped)
                await ground.DriverOf(victim).Restart(victim, ct).ConfigureAwait(false);
        }
        await healthy.ConfigureAwait(false);
    }
}
