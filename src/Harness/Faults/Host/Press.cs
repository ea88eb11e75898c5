using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace Harness.Faults.Host;

/// <summary>
/// What a process does that presses on this machine, and nothing else: it waits for one line that says how much, takes it, says so, and ends when its input
/// does, when its time is over, or when it is killed. All that it takes goes with it: memory, files, and a disk's space in a file without a name.
/// </summary>
public static class Press
{
    /// <summary>What it writes when the pressure is there; anything else is why it is not.</summary>
    public const string Ready = "pressing";

    private const int Page = 4096, Chunk = 16 << 20;

    /// <summary>Serves one pressure.</summary>
    /// <param name="input">One line of JSON; its end is the end of the pressure.</param>
    /// <param name="output">One line: <see cref="Ready"/>, or why not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">A signal.</param>
    public static async Task Run(TextReader input, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        Native.LeaveTerminal();
        GiveUpFirst();
        if (await input.ReadLineAsync(stop).ConfigureAwait(false) is not { } line) return;
        var pressure = JsonSerializer.Deserialize(line, PressJson.Default.Pressure)!;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var bound = time.CreateTimer(_ => over.Cancel(), null, pressure.Bound, Timeout.InfiniteTimeSpan);
        var taken = new List<IDisposable>();
        try
        {
            if (HostBounds.Forbids(pressure) is { } why) throw new FaultException(why);
            if (pressure.Files is { } files) taken.AddRange(Enumerable.Range(0, files).Select(_ => File.OpenHandle(Environment.ProcessPath!)));
            if (pressure.Folder is { } folder) taken.Add(Fill(folder, pressure.DiskBytes!.Value));
            if (pressure.MemoryBytes is { } bytes) Touch(bytes);
        }
        catch (Exception e) when (e is FaultException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            taken.ForEach(one => one.Dispose());
            await output.WriteLineAsync(e.Message).ConfigureAwait(false);
            return;
        }
        var cpus = pressure.Cpus ?? pressure.CpuShare * Environment.ProcessorCount ?? 0;
        for (var left = cpus; left > 1e-9; left -= 1) Busy.Start(Math.Min(1, left), over.Token);
        await output.WriteLineAsync(Ready).ConfigureAwait(false);
        try
        {
            // The end of the input: whoever wanted the pressure has enough, or is dead.
            while (await input.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(over.Token).ConfigureAwait(false) is not null) { }
        }
        catch (OperationCanceledException)
        {
            // Its time is over, or it was asked to end.
        }
        await over.CancelAsync().ConfigureAwait(false);
        taken.ForEach(one => one.Dispose());
    }

    /// <summary>Where memory runs out in spite of all, the kernel ends this process before any other.</summary>
    private static void GiveUpFirst()
    {
        try
        {
            if (OperatingSystem.IsLinux()) File.WriteAllText("/proc/self/oom_score_adj", "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The bound is looked at while memory is taken; this was on top.
        }
    }

    /// <summary>A file without a name, or one that Windows deletes with its last handle: the space comes back when this process ends, however it ends.</summary>
    private static SafeFileHandle Fill(string folder, long bytes)
    {
        var path = Path.Combine(folder, $".harness-press-{Environment.ProcessId}");
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        try
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            if (Native.Allocate(file, bytes)) return file;
            // This system cannot reserve; zeros would not fill a disk that compresses.
            var noise = new byte[1 << 20];
            new Random(1).NextBytes(noise);
            for (long at = 0; at < bytes; at += noise.Length)
            {
                if (HostBounds.DiskAllowed(folder) < 0) throw new FaultException($"the disk under {folder} is filled by others too: 5% of it are left, and no more may be taken");
                RandomAccess.Write(file, noise.AsSpan(0, (int)Math.Min(noise.Length, bytes - at)), at);
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Memory counts only where it was written to; the bound is looked at between chunks, since others take memory too.</summary>
    private static unsafe void Touch(long bytes)
    {
        for (long at = 0; at < bytes; at += Chunk)
        {
            var size = (nuint)Math.Min(Chunk, bytes - at);
            if (HostBounds.MemoryAllowed() < (long)size) throw new FaultException("memory is taken by others too: 10% of what is available are left, and no more may be taken");
            var chunk = (byte*)NativeMemory.Alloc(size);
            for (nuint page = 0; page < size; page += Page) chunk[page] = (byte)(page | 1);
        }
    }
}
