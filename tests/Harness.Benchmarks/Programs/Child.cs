using System.Diagnostics;
using System.Text;
using Harness.Benchmarks.Machine;

namespace Harness.Benchmarks.Programs;

/// <summary>A running program of ours: what it writes is kept, and it is ended when it is disposed of.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<string> firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;

    private Child(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
    }

    /// <exception cref="BenchmarkException">The program is not there.</exception>
    public static Child Start(Command command)
    {
        if (Find(command.File) is null) throw new BenchmarkException($"{command.File} is not installed");
        var isPinned = command.Core is not null && Find("taskset") is not null;
        var start = new ProcessStartInfo(isPinned ? "taskset" : command.File, isPinned ? ["-c", $"{command.Core}", command.File, .. command.Arguments] : command.Arguments)
        {
            WorkingDirectory = command.Folder ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        var child = new Child(Process.Start(start)!);
        Workplace.Remember(child.Id);
        return child;
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>All that it wrote so far.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>The first line that it writes.</summary>
    public Task<string> FirstLine(CancellationToken ct) => firstLine.Task.WaitAsync(Patience, TimeProvider.System, ct);

    /// <summary>Waits for the end of the program and of what it writes.</summary>
    public async Task<int> End(CancellationToken ct)
    {
        await process.WaitForExitAsync(ct);
        await reading.WaitAsync(Patience, TimeProvider.System, ct);
        return process.ExitCode;
    }

    /// <summary>Asks it to end, and kills it where it does not.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            Native.Signal(process.Id, Native.Terminate);
            try
            {
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(Patience, TimeProvider.System, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        process.Dispose();
    }

    /// <summary>Where a program is; null where it is not there.</summary>
    public static string? Find(string file) => file.Contains('/', StringComparison.Ordinal) ? (File.Exists(file) ? file : null) :
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private async Task Read(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output) output.AppendLine(line);
            firstLine.TrySetResult(line);
        }
    }
}
