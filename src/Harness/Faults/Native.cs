using System.Runtime.InteropServices;

namespace Harness.Faults;

/// <summary>The few calls to the operating system that .NET has no word for. Nothing here is called on Windows.</summary>
internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RmDir(string path);

    /// <summary>Sends a signal by its name without SIG; false where it cannot be sent (Windows, or the process is gone).</summary>
    public static bool Signal(int processId, string signal) => !OperatingSystem.IsWindows() && Kill(processId, SignalName.Number(signal)) == 0;

    /// <summary>Removes a folder that shows files which are not really in it.</summary>
    public static void RemoveFolder(string path)
    {
        if (!OperatingSystem.IsWindows()) _ = RmDir(path);
    }

    /// <summary>Leaves the terminal's session, so that Ctrl-C there reaches the harness only. On Windows the new process group of the start does it.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows()) _ = SetSid();
    }
}
