namespace Harness.Faults;

/// <summary>Signals by their names (POSIX), as <c>kill</c> takes them.</summary>
internal static class SignalName
{
    /// <summary>Names without SIG, with their numbers on Linux and macOS; those that differ there are looked up by <see cref="Number"/>.</summary>
    private static readonly (string Name, int Number)[] Linux =
        [("HUP", 1), ("INT", 2), ("QUIT", 3), ("ABRT", 6), ("KILL", 9), ("USR1", 10), ("SEGV", 11), ("USR2", 12), ("PIPE", 13), ("ALRM", 14), ("TERM", 15), ("CONT", 18), ("STOP", 19)];

    private static readonly (string Name, int Number)[] Mac = [("USR1", 30), ("USR2", 31), ("STOP", 17), ("CONT", 19)];

    /// <summary>Those that a scenario may send; a process is stopped and continued by <c>pause</c>.</summary>
    public static IReadOnlyList<string> All { get; } = ["KILL", "TERM", "INT", "HUP", "QUIT", "ABRT", "SEGV", "PIPE", "ALRM", "USR1", "USR2"];

    /// <summary>
    /// Those that end a process, in its own time: what they are for, or what they do to who has no handler for them. HUP, USR1 and USR2 mean something to
    /// most who run for long.
    /// </summary>
    public static bool Ends(string name) => name is "TERM" or "INT" or "QUIT" or "ABRT" or "SEGV" or "PIPE" or "ALRM";

    /// <summary><c>SIGKILL</c> and <c>KILL</c> are one.</summary>
    public static string Short(string name) => name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;

    /// <summary>The number on this system.</summary>
    public static int Number(string name) => (OperatingSystem.IsMacOS() ? Mac.Concat(Linux) : Linux).First(signal => signal.Name == name).Number;
}
