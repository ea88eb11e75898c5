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

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Fallocate(int file, long offset, long length);

    /// <summary>Reserves space on a disk (posix_fallocate(3), which writes where a file system cannot reserve); false where this system has no word for it.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static bool Allocate(SafeHandle file, long bytes)
    {
        if (!OperatingSystem.IsLinux()) return false;
        var error = Fallocate((int)file.DangerousGetHandle(), 0, bytes);
        return error == 0 ? true : throw new IOException($"the disk refuses {bytes} bytes: {Marshal.GetPInvokeErrorMessage(error)}");
    }

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
