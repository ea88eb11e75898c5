using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Runs inside the harness before its own first line, where the environment says <c>DOTNET_STARTUP_HOOKS</c>: .NET's own way to look into a
/// program as it is. It says what nobody can see from outside, bytes allocated and the heap after a collection, one line each:
/// <c>heap 12.0 1048576</c>, <c>allocated 30.1 52428800</c>. The name and the method are .NET's.
/// </summary>
internal static class StartupHook
{
    /// <summary>The file to write to.</summary>
    public const string File = "BENCH_MEMORY_FILE";

    /// <summary>Seconds from the start at which the heap is collected and measured, with commas.</summary>
    public const string CollectAt = "BENCH_COLLECT_AT";

    public static void Initialize()
    {
        // The companion has the same environment; it is not what is measured.
        if (Environment.GetEnvironmentVariable(File) is not { } file || !Environment.GetCommandLineArgs().Contains("run")) return;
        var watch = Stopwatch.StartNew();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Write("allocated", GC.GetTotalAllocatedBytes(precise: true));
        var times = (Environment.GetEnvironmentVariable(CollectAt) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture))).ToArray();
        if (times.Length > 0) new Thread(Collect) { IsBackground = true, Name = "Heap" }.Start();

        void Collect()
        {
            using var never = new ManualResetEventSlim();
            foreach (var time in times)
            {
                never.Wait(time - watch.Elapsed);
                Write("heap", GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        void Write(string what, long bytes) => System.IO.File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{what} {watch.Elapsed.TotalSeconds:0.0} {bytes}\n"));
    }
}
