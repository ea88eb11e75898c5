using System.Globalization;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>Processors and memory are used up inside containers.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Cpus">Processes that do nothing but compute.</param>
/// <param name="MemoryBytes">Memory that is held; 0 for none.</param>
public sealed record StressAction(string Target, Pick Pick, int Cpus, long MemoryBytes) : TargetAction(StressFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{string.Join(" and ", ((string?[])[Cpus == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{Cpus} busy {(Cpus == 1 ? "process" : "processes")}"), MemoryBytes == 0 ? null : $"{ByteSize.ForPeople(MemoryBytes)} of memory held"]).OfType<string>())} in {Whom}";

    /// <inheritdoc/>
    public override string UndoDescription => $"end the processes {StressFault.Prefix}* in {Whom}, or restart it; they end by themselves";
}

/// <summary>
/// <c>stress: { target: front-1, cpu: 2, memory: 64MB }</c>. The processes are loops of the container's own shell, inside its own limits: they look
/// at the machine's up-time, and at a file whose removal ends them, so they end by themselves though nobody comes.
/// </summary>
internal sealed class StressFault : IFault
{
    public const string Word = "stress";

    /// <summary>How its processes are called.</summary>
    public const string Prefix = "harness-stress-";

    private const string Name = "name", Seconds = "seconds";
    private const int MostCpus = 64;
    private const double MostMemory = 0.5;

    /// <summary>How long after its planned end it is over by itself.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Interval = TimeSpan.FromMilliseconds(100);

    // $0 the name, $1 seconds, $2 processes, $3 bytes. Only what a shell has built in, and head, tail and sleep for memory: tail holds the whole of a
    // line that does not end.
    private const string Press = """
        flag=
        for folder in /dev/shm /tmp; do ( : > "$folder/$0" ) 2>/dev/null && flag=$folder/$0 && break; done
        [ -n "$flag" ] || exit 1
        read -r now rest < /proc/uptime
        end=$(( ${now%%.*} + $1 ))
        on() { [ -e "$flag" ] && read -r now rest < /proc/uptime && [ "${now%%.*}" -lt "$end" ]; }
        spin() { while on; do i=0; while [ "$i" -lt 5000 ]; do i=$((i + 1)); done; done; }
        hold() { head -c "$1" /dev/zero; while on; do sleep 1; done; }
        n=0
        while [ "$n" -lt "$2" ]; do spin & n=$((n + 1)); done
        [ "$3" -gt 0 ] && hold "$3" | tail -n 1 > /dev/null
        wait
        rm -f "$flag"
        """;

    public string Kind => Word;

    public string Meaning => "Processors and memory are used up inside containers, within the limits that those have.";

    public string Needs => "a container with a POSIX shell in it";

    public string Undoing => "its processes are told to end, and looked for; they end by themselves soon after the planned end";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("cpu", Shape.Integer(1, MostCpus), "So many processes that compute."),
        new("memory", Shape.Size, "So much memory is held: at most the container's limit, and without one half of the machine's.")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true), TargetKeys.Pick(arguments));
        if (arguments["cpu"] is null && arguments["memory"] is null)
            arguments.Problem($"{arguments.Name} needs cpu, memory, or both");
        var cpus = arguments["cpu"]?.Integer(1, MostCpus);
        var memory = arguments["memory"]?.Bytes();
        return target is null || pick is null || (cpus is null && memory is null) ? null : new StressAction(target, pick, cpus ?? 0, memory ?? 0);
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (StressAction)fault.Action;
        var victims = await Victims.Of(fault, ground, ct).ConfigureAwait(false);
        foreach (var victim in victims)
        {
            await CheckMemory(victim, action.MemoryBytes, victims.Count, ground, ct).ConfigureAwait(false);
            await ContainerShell.Of(ground).Must(victim, "its processes cannot be counted", ContainerShell.Command("read -r now rest < /proc/uptime", Word), ct).ConfigureAwait(false);
        }
        var length = (fault.Until is { } until ? until - fault.At : ground.Settings.Safety.MaxFaultDuration) + Slack;
        var arguments = new Dictionary<string, string>
        {
            [Name] = $"{Prefix}{fault.Name}-{Guid.NewGuid().ToString("N")[..8]}",
            [Seconds] = Math.Ceiling(length.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        };
        return new Undo(fault.Name, Kind, arguments, action.UndoDescription) { Victims = victims };
    }

    private static async Task CheckMemory(Victim victim, long bytes, int count, Ground ground, CancellationToken ct)
    {
        var driver = ContainerDriver.Of(ground);
        if (ContainerLimits.MemoryBytes(await driver.ReadLimits(victim, ct).ConfigureAwait(false)) is { } limit)
        {
            if (bytes > limit) throw new RefusedException($"{victim.Name} may have {ByteSize.ForPeople(limit)} of memory, so {ByteSize.ForPeople(bytes)} cannot be held in it");
            return;
        }
        var machine = (await driver.Engine.Ask((docker, token) => docker.System.GetSystemInfoAsync(token), ct).ConfigureAwait(false)).MemTotal;
        if (bytes * (double)count > machine * MostMemory)
            throw new RefusedException($"{victim.Name} has no limit of memory, and {ByteSize.ForPeople(bytes)}{(count > 1 ? string.Create(CultureInfo.InvariantCulture, $" in each of {count} containers") : "")} is more than half of what its machine has ({ByteSize.ForPeople(machine)})");
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (StressAction)fault.Action;
        var command = ContainerShell.Command(Press, undo.Arguments[Name], undo.Arguments[Seconds], action.Cpus.ToString(CultureInfo.InvariantCulture), action.MemoryBytes.ToString(CultureInfo.InvariantCulture));
        return Task.WhenAll(undo.Victims.Select(async victim =>
        {
            await ContainerExec.Of(ground).Start(victim, command, ct).ConfigureAwait(false);
            if (!await Until(victim, undo, runs: true, ground, ct).ConfigureAwait(false)) throw new FaultException($"{victim.Name}: the processes that were to press on it do not run");
        }));
    }

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var notes = await Task.WhenAll(undo.Victims.Select(async victim =>
        {
            // Stopped is over as well: processes do not come back with their container.
            var state = await ground.DriverOf(victim).Look(victim, ct).ConfigureAwait(false);
            if (state is VictimState.Gone or VictimState.Stopped) return $"{victim.Name} does not run any more";
            if (await Inside.Over(victim, "what presses on it", ground, ct).ConfigureAwait(false) is { } note) return note;
            await ContainerShell.Of(ground).Must(victim, "its processes cannot be ended", ContainerShell.Command("""rm -f "/dev/shm/$1" "/tmp/$1" """, Word, undo.Arguments[Name]), ct).ConfigureAwait(false);
            return await Until(victim, undo, runs: false, ground, ct).ConfigureAwait(false) ? $"nothing presses on {victim.Name} any more"
                : throw new FaultException($"processes {undo.Arguments[Name]} still run in {victim.Name}; they end by themselves {undo.Arguments[Seconds]} s after their start");
        })).ConfigureAwait(false);
        return new Healing(true, string.Join("; ", notes));
    }

    /// <summary>Waits until its processes run, or do not; false where it takes too long.</summary>
    private static async Task<bool> Until(Victim victim, Undo undo, bool runs, Ground ground, CancellationToken ct)
    {
        var began = ground.Time.GetTimestamp();
        while (true)
        {
            // The engine's own list: it needs nothing inside the container.
            var list = await ContainerDriver.Of(ground).Engine.Find((docker, token) => docker.Containers.ListProcessesAsync(victim.Id, new ContainerListProcessesParameters { PsArgs = "-eo pid,args" }, token), ct).ConfigureAwait(false);
            if ((list?.Processes ?? []).Any(process => process.Any(column => column.Contains(undo.Arguments[Name], StringComparison.Ordinal))) == runs) return true;
            if (ground.Time.GetElapsedTime(began) > Patience) return false;
            await Task.Delay(Interval, ground.Time, ct).ConfigureAwait(false);
        }
    }
}
