using System.Runtime.InteropServices;

namespace Harness.Faults;

/// <summary>The few calls to the operating system that .NET has no word for. Nothing here is called on Windows.</summary>
internal static partial class Native
{
    private const int SigTerm = 15;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSid();

    /// <summary>Asks a process to end; false where it cannot be asked (Windows, or it is gone).</summary>
    public static bool Terminate(int processId) => !OperatingSystem.IsWindows() && Kill(processId, SigTerm) == 0;

    /// <summary>Leaves the terminal's session, so that Ctrl-C there reaches the harness only. On Windows the new process group of the start does it.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows()) _ = SetSid();
    }
}
