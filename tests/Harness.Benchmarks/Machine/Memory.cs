namespace Harness.Benchmarks.Machine;

/// <summary>The resident memory of a process and of those that it started.</summary>
internal static class Memory
{
    /// <summary>Bytes; 0 where it is gone.</summary>
    public static long OfTree(int processId) => ProcessTree.Of(processId).Sum(Of);

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
}
