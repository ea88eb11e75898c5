namespace Harness.Benchmarks.Machine;

/// <summary>A process and those that it started.</summary>
internal static class ProcessTree
{
    private const int MostProcesses = 100;

    /// <summary>Their ids, its own first.</summary>
    public static IReadOnlyList<int> Of(int processId)
    {
        var tree = new List<int> { processId };
        for (var i = 0; i < tree.Count && i < MostProcesses; i++) tree.AddRange(Children(tree[i]));
        return tree;
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
