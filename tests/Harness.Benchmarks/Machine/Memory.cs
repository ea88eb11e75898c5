namespace Harness.Benchmarks.Machine;

/// <summary>The resident memory of a process and of those that it started.</summary>
internal static class Memory
{
    private const int MostProcesses = 100;

    /// <summary>Bytes; 0 where it is gone.</summary>
    public static long OfTree(int processId)
    {
        var tree = new List<int> { processId };
        for (var i = 0; i < tree.Count && i < MostProcesses; i++) tree.AddRange(Children(tree[i]));
        return tree.Sum(Of);
    }

    private static long Of(int processId)
    {
        const string Key = "VmRSS:";
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
        }
        catch (IOException)
        {
            return 0; // It ended between two lines.
        }
    }

    private static List<int> Children(int processId)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{processId}/task").SelectMany(task => File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
