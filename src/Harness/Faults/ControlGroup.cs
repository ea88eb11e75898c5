using System.Globalization;

namespace Harness.Faults;

/// <summary>
/// Limits of a process by Linux control groups (cgroups(7)), version 2 or 1: it is moved into a group of its own with the limits, and back. What it
/// was in before is what healing needs; it had those limits through its group, and has them again. Pages that it holds stay charged where they were:
/// a memory limit counts what it takes from then on.
/// </summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup", Unified = "unified", Cpu = "cpu", Memory = "memory", Processes = "cgroup.procs";
    private const int PeriodMicroseconds = 100_000; // the kernel's default
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static bool IsUnified => File.Exists(Path.Combine(Root, "cgroup.controllers"));

    /// <summary>The groups that a process is in, by controller: <c>unified</c>, or <c>cpu</c> and <c>memory</c>.</summary>
    /// <exception cref="FaultException">This system has no control groups, or the process is gone.</exception>
    public static IReadOnlyDictionary<string, string> Of(int id)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Root)) throw new FaultException("limits of a process need Linux and its control groups; a container has them everywhere");
        try
        {
            return ControlGroupPath.Read(File.ReadAllLines($"/proc/{id}/cgroup"), IsUnified);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"process {id} is gone");
        }
    }

    /// <summary>Moves a process, and those of its children that are in the same group, into a group with limits.</summary>
    /// <param name="process">The process.</param>
    /// <param name="id">What the group is named after.</param>
    /// <param name="before">The groups it is in: <see cref="Of"/>.</param>
    /// <param name="cpus">Processors, or null.</param>
    /// <param name="memoryBytes">Memory, or null.</param>
    /// <exception cref="FaultException">The groups may not be written: root is needed.</exception>
    public static void Enter(ProcessIdentity process, string id, IReadOnlyDictionary<string, string> before, double? cpus, long? memoryBytes)
    {
        try
        {
            if (IsUnified) EnterUnified(process, ControlGroupPath.Own(Unified, before[Unified], id), before[Unified], cpus, memoryBytes);
            else
            {
                if (cpus is { } quota)
                    Enter(process, Cpu, before[Cpu], id, ("cpu.cfs_period_us", Number(PeriodMicroseconds)), ("cpu.cfs_quota_us", Number(Quota(quota))));
                if (memoryBytes is { } bytes) Enter(process, Memory, before[Memory], id, ("memory.limit_in_bytes", Number(bytes)));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            throw new FaultException($"the control groups of process {process.Id} may not be written ({e.Message}): root is needed, a machine that lets it, and limits that are tighter than those it has");
        }
    }

    /// <summary>Version 1: a group inside the one it is in, so that the limits of that one go on.</summary>
    private static void Enter(ProcessIdentity process, string controller, string parent, string id, params (string File, string Text)[] limits)
    {
        var folder = Directory.CreateDirectory(Folder(controller, ControlGroupPath.Own(controller, parent, id))).FullName;
        foreach (var (file, text) in limits) File.WriteAllText(Path.Combine(folder, file), text);
        Move(process, controller, parent, folder);
    }

    /// <summary>
    /// Version 2: processes are in leaves only (cgroup-v2, No Internal Process Constraint), so it is a group beside the one it is in, with the limits of that
    /// one where they are tighter. The groups above it must hand the controllers down.
    /// </summary>
    private static void EnterUnified(ProcessIdentity process, string own, string before, double? cpus, long? memoryBytes)
    {
        foreach (var above in ControlGroupPath.Above(own))
        {
            foreach (var controller in (string[])[Cpu, Memory]) Allow(Folder(Unified, above), controller);
        }
        var folder = Directory.CreateDirectory(Folder(Unified, own)).FullName;
        var old = Folder(Unified, before);
        if (ControlGroupPath.TighterCpu(ReadOr(old, "cpu.max"), cpus is { } number ? Quota(number) : null, PeriodMicroseconds) is { } cpu) File.WriteAllText(Path.Combine(folder, "cpu.max"), cpu);
        if (ControlGroupPath.TighterMemory(ReadOr(old, "memory.max"), memoryBytes) is { } memory) File.WriteAllText(Path.Combine(folder, "memory.max"), memory);
        Move(process, Unified, before, folder);
    }

    /// <summary>What is handed down already is not asked for again: a machine may forbid the writing and yet have done it. What is not there cannot be.</summary>
    private static void Allow(string folder, string controller)
    {
        bool Has(string file) => File.ReadAllText(Path.Combine(folder, file)).Split(' ', '\n').Contains(controller);
        if (Has("cgroup.controllers") && !Has("cgroup.subtree_control")) File.WriteAllText(Path.Combine(folder, "cgroup.subtree_control"), "+" + controller);
    }

    /// <summary>Moves all that is in its groups back to where it was, and takes the groups away.</summary>
    /// <param name="id">What the groups are named after.</param>
    /// <param name="before">The groups it was in.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">A group cannot be taken away.</exception>
    public static async Task Leave(string id, IReadOnlyDictionary<string, string> before, TimeProvider time, CancellationToken ct)
    {
        foreach (var (controller, path) in before)
        {
            var folder = Folder(controller, ControlGroupPath.Own(controller, path, id));
            for (var began = time.GetTimestamp(); Directory.Exists(folder);)
            {
                // Where it was may be gone meanwhile (a session that ended): the root takes everybody.
                var home = Directory.Exists(Folder(controller, path)) ? Folder(controller, path) : Folder(controller, "/");
                foreach (var one in File.ReadAllLines(Path.Combine(folder, Processes))) TryWrite(home, one);
                // A control group goes like an empty folder, though files are shown in it; the kernel may need a moment after the last process left.
                Native.RemoveFolder(folder);
                if (!Directory.Exists(folder)) break;
                if (time.GetElapsedTime(began) > Patience) throw new FaultException($"the control group {folder} cannot be removed: do this by hand: rmdir {folder}");
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct).ConfigureAwait(false);
            }
        }
    }

    private static string Folder(string controller, string path) => Path.Combine(controller == Unified ? Root : Path.Combine(Root, controller), path.TrimStart('/'));

    private static string? ReadOr(string folder, string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllText(Path.Combine(folder, file)).Trim() : null;

    private static long Quota(double cpus) => (long)Math.Round(cpus * PeriodMicroseconds);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Move(ProcessIdentity process, string controller, string from, string to)
    {
        // Twice: a child that was born while the first look went on is born where its parent was.
        for (var look = 0; look < 2; look++)
        {
            foreach (var one in (ProcessIdentity[])[process, .. process.Descendants()])
            {
                if (one.IsAlive && Of(one.Id).GetValueOrDefault(controller) == from) TryWrite(to, Number(one.Id));
            }
        }
    }

    /// <summary>A process that ended meanwhile is in no group.</summary>
    private static void TryWrite(string folder, string id)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, Processes), id);
        }
        catch (IOException) when (ProcessIdentity.Of(int.Parse(id, CultureInfo.InvariantCulture)) is null)
        {
            // It is gone.
        }
    }
}
