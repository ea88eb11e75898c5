using System.Globalization;
using System.Text.RegularExpressions;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>A file that takes room on the disk of a container. That disk is mostly its machine's, so two bounds stand that nothing lifts.</summary>
/// <param name="driver">Knows the containers.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ContainerDisk(ContainerDriver driver, TimeProvider time)
{
    /// <summary>The most that the victims of a fault take together, and the share of the disk that is always left.</summary>
    private const long Most = 10_000_000_000;
    private const double Leaves = 0.05;

    private static readonly TimeSpan FillPatience = TimeSpan.FromSeconds(45);

    // Room that is only promised (fallocate) is as full, and takes no time. Otherwise it is written through an open file, so that removing its name
    // ends the writing, and the room is free with it; others may fill the disk meanwhile, so it is looked at before each piece.
    private const string Script = """
        fallocate -l "$2" "$1" 2>/dev/null && exit 0
        room() { df -Pk "$1" | { read -r head; read -r disk total used free rest; [ $((free * 20)) -gt "$total" ]; }; }
        exec 3> "$1" || exit 1
        left=$(( ($2 + 1048575) / 1048576 ))
        while [ "$left" -gt 0 ] && [ -e "$1" ]; do
            room "$1" || { rm -f "$1"; echo "less than 5 % of the disk would be left"; exit 1; }
            piece=8
            [ "$left" -lt 8 ] && piece=$left
            dd if=/dev/zero bs=1048576 count=$piece >&3 2>/dev/null || { rm -f "$1"; echo "the disk took no more"; exit 1; }
            left=$((left - piece))
        done
        """;

    // Removes the file when its time is over, whoever is dead by then; ends before that where somebody else removed it.
    private const string Guard = """
        read -r now rest < /proc/uptime
        end=$(( ${now%%.*} + $2 ))
        seen=
        while [ "${now%%.*}" -lt "$end" ]; do
            if [ -e "$1" ]; then seen=1; elif [ -n "$seen" ]; then exit 0; fi
            sleep 1
            read -r now rest < /proc/uptime
        done
        rm -f "$1"
        """;

    private ContainerShell Shell => new(new ContainerExec(driver, time));

    public static string FileOf(string folder, string name) => $"{folder.TrimEnd('/')}/{name}";

    /// <inheritdoc cref="IPressure.Forbids"/>
    public async Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct)
    {
        var (folder, bytes) = (pressure.Folder!, pressure.Times(victims.Count).DiskBytes ?? 0);
        var together = victims.Count == 1 ? "" : $" ({victims.Count} times {ByteSize.ForPeople(pressure.DiskBytes ?? 0)})";
        if (!folder.StartsWith('/')) return $"path is '{folder}', and in a container it is a folder from its root, such as /tmp";
        if (bytes > Most) return $"{ByteSize.ForPeople(bytes)}{together} is more than the {ByteSize.ForPeople(Most)} that a container's disk may ever be filled with";
        foreach (var victim in victims)
        {
            var text = await Shell.Must(victim, $"nobody can tell how full {folder} is", ContainerShell.Command("""[ -d "$1" ] || { echo "there is no such folder"; exit 1; }; df -Pk "$1" """, "fill-disk", folder), ct).ConfigureAwait(false);
            if (Room().Match(text) is not { Success: true } match) throw new FaultException($"{victim.Name}: df says nothing of {folder}: {text.Trim()}");
            var (total, free) = (Kilobytes(match.Groups[1]), Kilobytes(match.Groups[2]));
            if (free - bytes < total * Leaves) return string.Create(CultureInfo.InvariantCulture,
                $"{ByteSize.ForPeople(bytes)}{together} in {folder} would leave less than {Leaves:0%} of the disk free ({ByteSize.ForPeople((long)free)} of {ByteSize.ForPeople((long)total)} are free now)");
        }
        return null;
    }

    /// <inheritdoc cref="IPressure.Press"/>
    public async Task Press(Victim victim, Pressure pressure, CancellationToken ct)
    {
        string Whole(double number) => ((long)Math.Ceiling(number)).ToString(CultureInfo.InvariantCulture);
        var file = FileOf(pressure.Folder!, pressure.Name);
        await new ContainerExec(driver, time).Start(victim, ContainerShell.Command(Guard, pressure.Name, file, Whole(pressure.Bound.TotalSeconds)), ct).ConfigureAwait(false);
        await Shell.Must(victim, "its disk cannot be filled", ContainerShell.Command(Script, "fill-disk", file, Whole(pressure.DiskBytes!.Value)), FillPatience, ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IPressure.Release"/>
    public async Task Release(Victim victim, string name, string folder, CancellationToken ct)
    {
        var file = FileOf(folder, name);
        if (await Inside.Over(victim, $"the file {file}", driver, ct).ConfigureAwait(false) is not null) return;
        await Shell.Must(victim, $"{file} cannot be removed", ContainerShell.Command("""rm -f "$1"; [ ! -e "$1" ]""", "fill-disk", file), ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="IPressure.IsPressed"/>
    public async Task<bool> IsPressed(Victim victim, string name, string folder, CancellationToken ct) =>
        await driver.Look(victim, ct).ConfigureAwait(false) == VictimState.Running
        && (await Shell.Run(victim, ContainerShell.Command("""[ -e "$1" ]""", "fill-disk", FileOf(folder, name)), FillPatience, ct).ConfigureAwait(false)).ExitCode == 0;

    private static double Kilobytes(Group number) => double.Parse(number.ValueSpan, CultureInfo.InvariantCulture) * 1024;

    /// <summary>Total, used, available and the share of it, as POSIX has <c>df -P</c> say them.</summary>
    [GeneratedRegex(@"\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s")]
    private static partial Regex Room();
}
