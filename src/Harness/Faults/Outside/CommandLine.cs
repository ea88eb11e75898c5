using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Harness.Faults.Outside;

/// <summary>A program and its arguments, as written in a plan or in a ledger: no shell reads them.</summary>
/// <param name="Words">The program first; may hold <c>${env:NAME}</c>.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Timeout">The longest it may take.</param>
/// <param name="ExitCodes">Those that mean that it went well.</param>
internal sealed record CommandLine(IReadOnlyList<string> Words, string Folder, TimeSpan Timeout, IReadOnlyList<int> ExitCodes) : IOutsideAct
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private const int MostOutput = 64 * 1024;

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="FaultException">It cannot be started, takes too long, or ends with another code; with the last it wrote.</exception>
    public async Task Do(TimeProvider time, CancellationToken ct)
    {
        var secrets = new List<string>();
        var words = Words.Select(word => OutsideText.Fill(word, secrets)).ToList();
        var output = new StringBuilder();
        using var process = Start(words);
        process.StandardInput.Close();
        var reading = Task.WhenAll(Read(process.StandardOutput, output), Read(process.StandardError, output));
        try
        {
            await process.WaitForExitAsync(ct).WaitAsync(Timeout, time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new FaultException($"{this} did not end within {Plans.Units.ForPeople(Timeout)} and was killed{Said(output, secrets)}");
        }
        // What it started in the background may hold its output open for as long as it likes.
        await Task.WhenAny(reading, Task.Delay(LastWords, time, ct)).ConfigureAwait(false);
        if (!ExitCodes.Contains(process.ExitCode)) throw new FaultException($"{this} ended with code {process.ExitCode}, not {string.Join(" or ", ExitCodes)}{Said(output, secrets)}");
    }

    private Process Start(List<string> words)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(words[0], words.Skip(1)) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })
                ?? throw new FaultException($"{this} was not started");
        }
        catch (Win32Exception e)
        {
            throw new FaultException($"{this} cannot be started: {e.Message}");
        }
    }

    private static async Task Read(StreamReader from, StringBuilder output)
    {
        var buffer = new char[1024];
        try
        {
            for (int count; (count = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0;)
            {
                lock (output)
                {
                    output.Append(buffer, 0, count);
                    if (output.Length > MostOutput) output.Remove(0, output.Length - MostOutput / 2);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It was killed, or its children outlived it: what was said so far is said.
        }
    }

    private static string Said(StringBuilder output, List<string> secrets)
    {
        lock (output) return output.Length == 0 ? "" : ": " + OutsideText.Said(output.ToString(), secrets);
    }

    /// <summary>As written, secrets unfilled.</summary>
    public override string ToString() => CommandText.Of(Words);

    /// <summary>For a ledger.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, OutsideJson.Default.CommandLine);

    /// <summary>From a ledger.</summary>
    public static CommandLine FromJson(string json) => JsonSerializer.Deserialize(json, OutsideJson.Default.CommandLine)!;
}
