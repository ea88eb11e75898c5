using System.Diagnostics;
using System.Text;
using Harness.Faults;
using Harness.Tests.House;

namespace Harness.Integration.Tests.Running;

/// <summary>The real command-line program as a process, with a ledger folder of its own.</summary>
internal sealed class HarnessProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Task reading;

    /// <summary>The program where its own build left it: beside the tests lie only those of its libraries that the tests do not have from ASP.NET.</summary>
    public static string Assembly { get; } = Path.Combine(Repository.Root, "src", "Harness.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Harness.Cli.dll");

    private HarnessProgram(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(Read(process.StandardOutput), Read(process.StandardError));
    }

    /// <summary>Starts <c>harness …</c> in a folder.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="state">The folder of its ledgers.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">On top of the tests' own.</param>
    /// <param name="under">A program, and its arguments, that is given the command line to run; null for none.</param>
    public static HarnessProgram Start(string folder, string state, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? under = null)
    {
        string[] line = [.. under ?? [], "dotnet", Assembly, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_STATE_HOME"] = state;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new HarnessProgram(Process.Start(start)!);
    }

    /// <summary>Runs <c>harness …</c> to its end.</summary>
    public static async Task<(int Code, string Output)> Run(string folder, string state, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? under = null)
    {
        await using var program = Start(folder, state, arguments, environment, under);
        return (await program.End(TimeSpan.FromMinutes(4)), program.Output);
    }

    public int Id => process.Id;

    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>Waits until the program has written a text.</summary>
    public async Task Wrote(string text, TimeSpan patience)
    {
        await Poll.UntilAsync($"'{text}' is written, or the end", patience, () => reading.IsCompleted || Output.Contains(text, StringComparison.Ordinal));
        Assert.Contains(text, Output, StringComparison.Ordinal);
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> End(TimeSpan patience)
    {
        await process.WaitForExitAsync().WaitAsync(patience);
        await reading.WaitAsync(TimeSpan.FromSeconds(20));
        return process.ExitCode;
    }

    /// <summary>A real signal: INT, TERM, KILL, STOP, CONT.</summary>
    public void Signal(string name) => Signals.Send(process.Id, name);

    private async Task Read(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output) output.AppendLine(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

/// <summary>Signals to processes.</summary>
internal static class Signals
{
    public static void Send(int processId, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{processId}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits until a process is gone; a zombie counts as gone.</summary>
    public static Task Gone(int processId, TimeSpan patience) => Poll.UntilAsync($"process {processId} is gone", patience, () => ProcessIdentity.Of(processId) is null);
}
