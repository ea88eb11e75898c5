using System.Globalization;

namespace Harness.Faults;

/// <summary>The words of control groups, without touching any: which group a process is in, which one a limit makes, and what its limits become.</summary>
internal static class ControlGroupPath
{
    private const string Unified = "unified";

    /// <summary>Reads <c>/proc/N/cgroup</c>: lines of <c>hierarchy:controllers:path</c>; version 2 is the one without controllers.</summary>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> lines, bool isUnified)
    {
        var groups = new Dictionary<string, string>();
        foreach (var parts in lines.Select(line => line.Split(':', 3)))
        {
            if (isUnified && parts[1].Length == 0) groups[Unified] = parts[2];
            foreach (var controller in isUnified ? [] : parts[1].Split(',').Intersect(["cpu", "memory"])) groups[controller] = parts[2];
        }
        return groups;
    }

    /// <summary>
    /// The group for a process that is in <paramref name="before"/>: inside it in version 1, beside it in version 2. Told by what was before alone, so that a
    /// second limit on the same process has a group of its own and healing finds both.
    /// </summary>
    public static string Own(string controller, string before, string id)
    {
        var name = "harness-" + id;
        if (controller != Unified) return $"{before.TrimEnd('/')}/{name}";
        var last = before.LastIndexOf('/');
        var leaf = before[(last + 1)..];
        return $"{before[..Math.Max(last, 0)]}/{(leaf.StartsWith(name, StringComparison.Ordinal) ? leaf + "+" : name)}";
    }

    /// <summary>The groups above one, the root first.</summary>
    public static IReadOnlyList<string> Above(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return [.. Enumerable.Range(0, parts.Length).Select(count => "/" + string.Join('/', parts.Take(count)))];
    }

    /// <summary>The text of <c>cpu.max</c> with the tighter of two, or null where neither says anything.</summary>
    /// <param name="old">The text of the group before (<c>max 100000</c>, <c>50000 100000</c>), or null.</param>
    /// <param name="quota">Microseconds for each period, or null.</param>
    /// <param name="period">In microseconds.</param>
    public static string? TighterCpu(string? old, long? quota, int period)
    {
        var parts = old?.Split(' ');
        long? before = parts is [var text, var of] && text != "max" ? long.Parse(text, CultureInfo.InvariantCulture) * period / long.Parse(of, CultureInfo.InvariantCulture) : null;
        return Min(before, quota) is { } tighter ? string.Create(CultureInfo.InvariantCulture, $"{tighter} {period}") : null;
    }

    /// <summary>The text of <c>memory.max</c> with the tighter of two, or null where neither says anything.</summary>
    public static string? TighterMemory(string? old, long? bytes) =>
        Min(old is null or "max" ? null : long.Parse(old, CultureInfo.InvariantCulture), bytes)?.ToString(CultureInfo.InvariantCulture);

    private static long? Min(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);
}
