using System.Globalization;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Faults.Host;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>
/// Processors and memory used up inside a container, by loops of its own shell and inside its own limits: they look at the machine's up-time, and at
/// a file whose removal ends them, so they end by themselves though nobody comes.
/// </summary>
/// <param name="driver">Knows the containers.</param>
/// <param name="time">The clock.</param>
internal sealed class ContainerStress(ContainerDriver driver, TimeProvider time)
{
    private const double MostMemory = 0.5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Interval = TimeSpan.FromMilliseconds(100);

    // $0 the name, $1 seconds, $2 processes, $3 bytes. Only what a shell has built in, and head, tail and sleep for memory: tail holds the whole of a
    // line that does not end.
    private const string Script = """
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

    private ContainerShell Shell => new(new ContainerExec(driver, time));

    /// <inheritdoc cref="IPressure.Forbids"/>
    public async Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct)
    {
        if (pressure.Files is not null) return "files are held open on this machine only, not in a container";
        var unlimited = 0;
        foreach (var victim in victims)
        {
            await Shell.Must(victim, "its processes cannot be counted", ContainerShell.Command("read -r now rest < /proc/uptime", "stress"), ct).ConfigureAwait(false);
            if (pressure.MemoryBytes is not { } each) continue;
            if (ContainerLimits.MemoryBytes(await driver.ReadLimits(victim, ct).ConfigureAwait(false)) is not { } limit) unlimited++;
            else if (each > limit) return $"{(victims.Count == 1 ? "it" : victim.Name)} may have {ByteSize.ForPeople(limit)} of memory, so {ByteSize.ForPeople(each)} cannot be held in it";
        }
        return unlimited == 0 || pressure.Times(unlimited).MemoryBytes is not { } bytes ? null : await ForbidsMemory(victims, unlimited, bytes, ct).ConfigureAwait(false);
    }

    /// <summary>What has no limit of its own takes from its machine, and from all others on it.</summary>
    private async Task<string?> ForbidsMemory(IReadOnlyList<Victim> victims, int unlimited, long bytes, CancellationToken ct)
    {
        var who = unlimited == 1 ? $"{(victims.Count == 1 ? "it" : "one of them")} has no limit of memory, and {ByteSize.ForPeople(bytes)} is" : $"{unlimited} of them have no limit of memory, and {ByteSize.ForPeople(bytes)} together are";
        var machine = (await Machine(ct).ConfigureAwait(false)).MemTotal;
        if (bytes > machine * MostMemory) return $"{who} more than half of what {(unlimited == 1 ? "its" : "their")} machine has ({ByteSize.ForPeople(machine)})";
        return await IsHere(victims[0], ct).ConfigureAwait(false) && HostBounds.MemoryAllowed() is var allowed && bytes > allowed
            ? $"{who} more than this machine can spare now ({ByteSize.ForPeople(Math.Max(0, allowed))}: 10% of what is available is left)" : null;
    }

    /// <summary>True where the engine runs on this machine, whose memory can be read.</summary>
    private async Task<bool> IsHere(Victim victim, CancellationToken ct) =>
        await driver.Inspect(victim, ct).ConfigureAwait(false) is { State: { } state } && ContainerProcess.Of(state.Pid, victim.Id) is not null;

    private Task<SystemInfoResponse> Machine(CancellationToken ct) => driver.Engine.Ask((docker, token) => docker.System.GetSystemInfoAsync(token), ct);

    /// <inheritdoc cref="IPressure.Press"/>
    public async Task Press(Victim victim, Pressure pressure, CancellationToken ct)
    {
        // A loop keeps one processor busy or none: what is asked for is rounded up.
        var cpus = pressure.CpuShare is { } share ? share * (await Machine(ct).ConfigureAwait(false)).NCPU : pressure.Cpus ?? 0;
        string Whole(double number) => ((long)Math.Ceiling(number)).ToString(CultureInfo.InvariantCulture);
        var command = ContainerShell.Command(Script, pressure.Name, Whole(pressure.Bound.TotalSeconds), Whole(cpus), Whole(pressure.MemoryBytes ?? 0));
        await new ContainerExec(driver, time).Start(victim, command, ct).ConfigureAwait(false);
        if (!await Until(victim, pressure.Name, runs: true, ct).ConfigureAwait(false)) throw new FaultException($"{victim.Name}: the processes that were to press on it do not run");
    }

    /// <inheritdoc cref="IPressure.Release"/>
    public async Task Release(Victim victim, string name, CancellationToken ct)
    {
        // Stopped is over as well: processes do not come back with their container.
        if (await driver.Look(victim, ct).ConfigureAwait(false) is VictimState.Gone or VictimState.Stopped) return;
        if (await Inside.Over(victim, "what presses on it", driver, ct).ConfigureAwait(false) is not null) return;
        await Shell.Must(victim, "its processes cannot be ended", ContainerShell.Command("""rm -f "/dev/shm/$1" "/tmp/$1" """, "stress", name), ct).ConfigureAwait(false);
        await Until(victim, name, runs: false, ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IPressure.IsPressed"/>
    public async Task<bool> IsPressed(Victim victim, string name, CancellationToken ct)
    {
        // The engine's own list: it needs nothing inside the container. One that does not run has none.
        if (await driver.Look(victim, ct).ConfigureAwait(false) is not (VictimState.Running or VictimState.Paused)) return false;
        var list = await driver.Engine.Find((docker, token) => docker.Containers.ListProcessesAsync(victim.Id, new ContainerListProcessesParameters { PsArgs = "-eo pid,args" }, token), ct).ConfigureAwait(false);
        return (list?.Processes ?? []).Any(process => process.Any(column => column.Contains(name, StringComparison.Ordinal)));
    }

    /// <summary>Waits until its processes run, or do not; false where it takes too long.</summary>
    private async Task<bool> Until(Victim victim, string name, bool runs, CancellationToken ct)
    {
        for (var began = time.GetTimestamp(); await IsPressed(victim, name, ct).ConfigureAwait(false) != runs;)
        {
            if (time.GetElapsedTime(began) > Patience) return false;
            await Task.Delay(Interval, time, ct).ConfigureAwait(false);
        }
        return true;
    }
}
