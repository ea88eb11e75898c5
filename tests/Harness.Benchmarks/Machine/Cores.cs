namespace Harness.Benchmarks.Machine;

/// <summary>Which core is whose: the target has the first, the generator the last of those that we may use.</summary>
internal static class Cores
{
    private static readonly int[] s_allowed = Allowed();

    /// <summary>The target's; null where there is only one core.</summary>
    public static int? Target { get; } = s_allowed.Length > 1 ? s_allowed[0] : null;

    /// <summary>The generator's; null where there is only one core.</summary>
    public static int? Generator { get; } = s_allowed.Length > 1 ? s_allowed[^1] : null;

    /// <summary>For people.</summary>
    public static string Words => Target is null ? "one core only: target and generator share it, the numbers are of no use" : $"target on core {Target}, generators on core {Generator}";

    /// <summary>The list in /proc/self/status, <c>0-1,4</c>; else none.</summary>
    private static int[] Allowed()
    {
        const string Key = "Cpus_allowed_list:";
        if (!OperatingSystem.IsLinux()) return [];
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is null ? [] : [.. line[Key.Length..].Trim().Split(',').SelectMany(Range)];
    }

    private static IEnumerable<int> Range(string text)
    {
        var ends = text.Split('-').Select(int.Parse).ToArray();
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }
}
