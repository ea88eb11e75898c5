using System.ComponentModel;
using System.Diagnostics;
using Harness.Faults;

namespace Harness.Running;

/// <summary>What a process and those that it started have used so far, and hold now.</summary>
/// <param name="Cpu">CPU time.</param>
/// <param name="Memory">Resident bytes; pages that processes share count in each.</param>
/// <param name="Read">Bytes read from disks; null where the system does not tell.</param>
/// <param name="Written">The same, written.</param>
/// <param name="IsPaused">True where it was told to stand still.</param>
internal sealed record ProcessUse(TimeSpan Cpu, long Memory, long? Read, long? Written, bool IsPaused)
{
    /// <summary>A look at a process, or null where it is gone.</summary>
    public static ProcessUse? Of(ProcessIdentity process)
    {
        if (!process.IsAlive) return null;
        return OperatingSystem.IsLinux() ? ProcFolder.Read(process.Id) : Alone(process.Id);
    }

    /// <summary>The process without those that it started: only Linux tells whose children they are.</summary>
    private static ProcessUse? Alone(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return new(process.TotalProcessorTime, process.WorkingSet64, null, null, IsPaused: false);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
