namespace Harness.Benchmarks.Machine;

/// <summary>The processor time of a process and of those that it started, while they run.</summary>
internal static class Cpu
{
    private const double TicksPerSecond = 100; // USER_HZ, which is that on every Linux that .NET runs on.
    private const int UserTicks = 11, SystemTicks = 12; // Fields 14 and 15 of /proc/pid/stat (proc(5)), counted from behind the name.

    /// <summary>Seconds, user and system, since they started.</summary>
    public static double OfTree(int processId) => ProcessTree.Of(processId).Sum(Of);

    private static double Of(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[UserTicks]) + long.Parse(fields[SystemTicks])) / TicksPerSecond;
        }
        catch (IOException)
        {
            return 0; // It ended meanwhile.
        }
    }
}
