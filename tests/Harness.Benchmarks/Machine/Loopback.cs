namespace Harness.Benchmarks.Machine;

/// <summary>What went over the loopback interface, headers of TCP and IP included. All of the machine's, so others' traffic is in it.</summary>
internal static class Loopback
{
    /// <summary>Bytes since the machine started; 0 where nobody can tell.</summary>
    public static long Bytes
    {
        get
        {
            if (!File.Exists("/proc/net/dev")) return 0;
            var line = File.ReadLines("/proc/net/dev").FirstOrDefault(line => line.TrimStart().StartsWith("lo:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        }
    }
}
