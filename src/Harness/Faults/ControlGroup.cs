using System.Globalization;

namespace Harness.Faults;

/// <summary>
/// Limits of a process by Linux control groups (cgroups(7)), version 2 or 1: it is moved into a group of its own with the limits, and back. What it
/// was in before is what healing needs; it had those limits through its group, and has them again.
/// </summary>
internal static class ControlGroup
{
    private const string Root = "/sys/fs/cgroup", Unified = "unified";
    private const int PeriodMicroseconds = 100_000; // the kernel's default

    private static bool IsUnified => File.Exists(Path.Combine(Root, "cgroup.controllers"));

    /// <summary>The groups that a process is in, by controller: <c>unified</c>, or <c>cpu</c> and <c>memory</c>.</summary>
    /// <exception cref="FaultException">This system has no control groups.</exception>
    public static IReadOnlyDictionary<string, string> Of(int id)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Root)) throw new FaultException("limits of a process need Linux and its control groups; a container has them everywhere");
        var groups = new Dictionary<string, string>();
        foreach (var line in File.ReadAllLines($"/proc/{id}/cgroup"))
        {
            // hierarchy:controllers:path; version 2 is hierarchy 0 without controllers
            var parts = line.Split(':', 3);
            if (parts[1].Length == 0 && IsUnified) groups[Unified] = parts[2];
            foreach (var controller in parts[1].Split(',').Intersect(["cpu", "memory"])) groups[controller] = parts[2];
        }
        return groups;
    }

    /// <summary>Moves a process and its children into a group with limits.</summary>
    /// <exception cref="FaultException">The groups may not be written: root is needed.</exception>
    public static void Enter(ProcessIdentity process, double? cpus, long? memoryBytes)
    {
        try
        {
            var (cpu, memory) = IsUnified ? (Unified, Unified) : ("cpu", "memory");
            foreach (var controller in new[] { cpus is null ? null : cpu, memoryBytes is null ? null : memory }.OfType<string>().Distinct())
            {
                var parent = Of(process.Id)[controller];
                Directory.CreateDirectory(Folder(controller, Own(process)));
                if (IsUnified && parent.Length > 0) File.WriteAllText(Path.Combine(Root, "cgroup.subtree_control"), "+cpu +memory");
            }
            if (cpus is { } number && IsUnified) Write(cpu, process, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(number * PeriodMicroseconds)} {PeriodMicroseconds}"));
            else if (cpus is { } quota)
            {
                Write(cpu, process, "cpu.cfs_period_us", PeriodMicroseconds.ToString(CultureInfo.InvariantCulture));
                Write(cpu, process, "cpu.cfs_quota_us", ((long)(quota * PeriodMicroseconds)).ToString(CultureInfo.InvariantCulture));
            }
            if (memoryBytes is { } bytes) Write(memory, process, IsUnified ? "memory.max" : "memory.limit_in_bytes", bytes.ToString(CultureInfo.InvariantCulture));
            foreach (var controller in new[] { cpus is null ? null : cpu, memoryBytes is null ? null : memory }.OfType<string>().Distinct()) Move(process, Folder(controller, Own(process)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            throw new FaultException($"the control groups of process {process.Id} may not be written ({e.Message}): root is needed, and a machine that lets it");
        }
    }

    /// <summary>Moves it back, and takes the group away.</summary>
    public static void Leave(ProcessIdentity process, IReadOnlyDictionary<string, string> before)
    {
        foreach (var (controller, path) in before)
        {
            if (!Directory.Exists(Folder(controller, Own(process)))) continue;
            if (process.IsAlive) Move(process, Folder(controller, path));
        }
        Remove(Own(process));
    }

    /// <summary>Takes a group away: what is left in it goes to the root.</summary>
    /// <returns>For people.</returns>
    public static string Remove(string name)
    {
        foreach (var controller in IsUnified ? (string[])[Unified] : ["cpu", "memory"])
        {
            var folder = Folder(controller, name);
            if (!Directory.Exists(folder)) continue;
            foreach (var id in File.ReadAllLines(Path.Combine(folder, "cgroup.procs"))) TryWrite(Path.Combine(Folder(controller, "/"), "cgroup.procs"), id);
            // A control group goes like an empty folder, though files are shown in it.
            Native.RemoveFolder(folder);
            if (Directory.Exists(folder)) throw new FaultException($"the control group {folder} cannot be removed: do this by hand: rmdir {folder}");
        }
        return $"the control group {name} is gone";
    }

    private static string Own(ProcessIdentity process) => $"/harness-{process.Id}";

    private static string Folder(string controller, string path) => Path.Combine(controller == Unified ? Root : Path.Combine(Root, controller), path.TrimStart('/'));

    private static void Write(string controller, ProcessIdentity process, string file, string text) => File.WriteAllText(Path.Combine(Folder(controller, Own(process)), file), text);

    private static void Move(ProcessIdentity process, string folder)
    {
        foreach (var one in (ProcessIdentity[])[process, .. process.Descendants()]) TryWrite(Path.Combine(folder, "cgroup.procs"), one.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A process that ended meanwhile is in no group.</summary>
    private static void TryWrite(string file, string id)
    {
        try
        {
            File.WriteAllText(file, id);
        }
        catch (IOException) when (ProcessIdentity.Of(int.Parse(id, CultureInfo.InvariantCulture)) is null)
        {
            // It is gone.
        }
    }
}
