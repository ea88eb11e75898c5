namespace Harness.Benchmarks.Programs;

/// <summary>The folder of this call of a script: made by the script, which removes it at the end and ends what is left of the processes named in it.</summary>
internal static class Workplace
{
    private static int s_folders;

    public static string Folder { get; } = Environment.GetEnvironmentVariable("BENCH_FOLDER") ?? Directory.CreateTempSubdirectory("harness-bench-").FullName;

    /// <summary>A new folder in it.</summary>
    public static string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, $"{Interlocked.Increment(ref s_folders):000}-{name}")).FullName;

    /// <summary>Notes a process, so that the script can end it even where this program is killed.</summary>
    public static void Remember(int processId)
    {
        lock (Folder) File.AppendAllText(Path.Combine(Folder, "processes"), $"{processId}\n");
    }
}
