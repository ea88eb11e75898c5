using System.Globalization;
using System.Text;

namespace Harness.Running;

/// <summary>Linux's <c>/proc</c> (proc(5)): a process with all that it started.</summary>
internal static class ProcFolder
{
    /// <summary>USER_HZ: what the kernel counts in for programs, whatever it counts in itself.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>A program that starts more is looked at in part.</summary>
    private const int MostProcesses = 200;

    /// <summary>The use of a process and its descendants, or null where it is gone.</summary>
    public static ProcessUse? Read(int id)
    {
        if (One(id) is not { } whole) return null;
        var isPaused = whole.IsPaused;
        var queue = new Queue<int>(Children(id));
        for (var seen = 1; seen < MostProcesses && queue.TryDequeue(out var child); seen++)
        {
            if (One(child) is not { } use) continue;
            whole = new(whole.Cpu + use.Cpu, whole.Memory + use.Memory, whole.Read + use.Read, whole.Written + use.Written, isPaused);
            foreach (var grandchild in Children(child)) queue.Enqueue(grandchild);
        }
        return whole;
    }

    private static ProcessUse? One(int id)
    {
        if (Text($"/proc/{id}/stat") is not { } stat) return null;
        // The name stands in brackets and may hold anything, brackets too.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // utime, stime, and both again of children that have ended: so nothing is lost, or counted twice, where one ends.
        var ticks = fields[11..15].Sum(Number);
        var memory = Text($"/proc/{id}/statm") is { } statm ? Number(statm.Split(' ')[1]) * Environment.SystemPageSize : 0;
        var disk = Text($"/proc/{id}/io")?.Split('\n').Select(line => line.Split(": ")).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => Number(pair[1]));
        return new(TimeSpan.FromSeconds((double)ticks / TicksPerSecond), memory, disk?.GetValueOrDefault("read_bytes"), disk?.GetValueOrDefault("write_bytes"), fields[0] is "T" or "t");
    }

    private static IEnumerable<int> Children(int id)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{id}/task").SelectMany(thread => Numbers(Text(thread + "/children") ?? ""))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A blank stands behind each number; one without it was cut off.</summary>
    private static IEnumerable<int> Numbers(string text) =>
        text[..(text.LastIndexOf(' ') + 1)].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => (int)Number(number));

    /// <summary>A file's text, or null where the process is gone or is not ours to look into.</summary>
    private static string? Text(string path)
    {
        // Read in one call and without a stream: there are dozens of these files a second, and the load's time is on the same cores.
        Span<byte> bytes = stackalloc byte[4096];
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.Read(file, bytes, 0);
            return length > 0 ? Encoding.UTF8.GetString(bytes[..length]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
