using System.Globalization;
using Harness.Plans;

namespace Harness.Faults.Host;

/// <summary>What may be taken from this machine. Looked at before a fault is injected, and again by the process that takes it.</summary>
public static class HostBounds
{
    private const double MemoryLeft = 0.10, DiskLeft = 0.05, FilesLeft = 0.10;

    /// <summary>Files that the process which opens them needs for itself.</summary>
    private const int OwnFiles = 200;

    /// <summary>Why so much must not be taken, or null.</summary>
    internal static string? Forbids(Pressure pressure)
    {
        if (pressure.Cpus > Environment.ProcessorCount)
            return string.Create(CultureInfo.InvariantCulture, $"it has {Environment.ProcessorCount} processors, and {pressure.Cpus:0.##} are asked for");
        if (pressure.MemoryBytes > MemoryAllowed()) return TooMuch(pressure.MemoryBytes.Value, "memory", MemoryAllowed(), "10% of what is available is left");
        if (pressure.Files > FilesAllowed()) return string.Create(CultureInfo.InvariantCulture, $"{pressure.Files} open files are asked for, and {FilesAllowed()} are allowed: the limit of a process and of the machine, less a reserve");
        return pressure.Folder is { } folder ? ForbidsDisk(folder, pressure.DiskBytes!.Value) : null;
    }

    private static string? ForbidsDisk(string folder, long bytes)
    {
        if (!Directory.Exists(folder)) return $"there is no folder {folder}";
        var allowed = DiskAllowed(folder);
        if (bytes > allowed) return TooMuch(bytes, $"disk under {folder}", allowed, "5% of the disk is left");
        // Such a disk is memory.
        return new DriveInfo(folder).DriveFormat is "tmpfs" or "ramfs" && bytes > MemoryAllowed() ? TooMuch(bytes, $"memory (which the disk under {folder} is)", MemoryAllowed(), "10% of what is available is left") : null;
    }

    private static string TooMuch(long asked, string of, long allowed, string because) =>
        $"{ByteSize.ForPeople(asked)} of {of} are asked for, and {ByteSize.ForPeople(Math.Max(0, allowed))} are allowed: {because}";

    /// <summary>In bytes, for now: all but a tenth of what is available, to this machine and to the control group of this process.</summary>
    public static long MemoryAllowed()
    {
        GC.Collect(0);
        var own = GC.GetGCMemoryInfo(GCKind.Any);
        var available = own.TotalAvailableMemoryBytes - own.MemoryLoadBytes;
        if (OperatingSystem.IsLinux() && Line("/proc/meminfo", "MemAvailable:") is { } kilobytes) available = Math.Min(available, kilobytes * 1024);
        return (long)(available * (1 - MemoryLeft));
    }

    /// <summary>In bytes, for now: what everybody may write, less a twentieth of the whole.</summary>
    public static long DiskAllowed(string folder)
    {
        var drive = new DriveInfo(folder);
        return drive.AvailableFreeSpace - (long)(drive.TotalSize * DiskLeft);
    }

    private static long FilesAllowed()
    {
        if (!OperatingSystem.IsLinux()) return 5_000; // no limit of these systems is lower
        // Max open files  soft  hard  files
        var limit = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var own = (long.TryParse(limit[1], CultureInfo.InvariantCulture, out var hard) ? hard : long.MaxValue) - OwnFiles;
        // allocated  unused  maximum
        var machine = File.ReadAllText("/proc/sys/fs/file-nr").Split('\t').Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return Math.Min(own, (long)((machine[2] - machine[0]) * (1 - FilesLeft)));
    }

    private static long? Line(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var number) ? number : null;
}
