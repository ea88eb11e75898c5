using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Harness.Faults.Companion;

namespace Harness.Faults.Host;

/// <summary>A process that presses, seen from the one that started it. It is idle until the ledger knows it.</summary>
internal sealed class PressProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), EndPatience = TimeSpan.FromSeconds(3);

    private readonly Process process;
    private readonly RunScope scope;

    private PressProcess(Process process, RunScope scope) => (this.process, this.scope) = (process, scope);

    public ProcessIdentity Identity { get; private set; } = new(0, "");

    public bool IsAlive => !process.HasExited;

    /// <summary>Starts it.</summary>
    /// <exception cref="FaultException">The program cannot be started.</exception>
    public static PressProcess Start(CompanionLaunch launch, string name, RunScope scope)
    {
        try
        {
            // Its name is for people who look at the machine's processes.
            var start = new ProcessStartInfo(launch.File, [.. launch.Arguments, name]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            var process = Process.Start(start) ?? throw new FaultException($"{launch.File} was not started");
            return new PressProcess(process, scope) { Identity = ProcessIdentity.Of(process.Id) ?? new(process.Id, "") };
        }
        catch (Win32Exception e)
        {
            throw new FaultException($"{launch.File} cannot be started: {e.Message}");
        }
    }

    /// <summary>Notes it in the ledger, then lets it press; returns when the pressure is there.</summary>
    /// <exception cref="FaultException">It is not, and why.</exception>
    public async Task Begin(Pressure pressure, TimeProvider time, CancellationToken ct)
    {
        scope.Ledger.Write(new ResourceCreating(HostDriver.Word, Resource, null));
        _ = process.StandardError.ReadToEndAsync(ct);
        string? answer;
        try
        {
            await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(pressure, PressJson.Default.Pressure).AsMemory(), ct).ConfigureAwait(false);
            await process.StandardInput.FlushAsync(ct).ConfigureAwait(false);
            answer = await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(Patience, time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            answer = e.Message;
        }
        if (answer != Press.Ready) throw new FaultException($"the pressure could not be made: {answer ?? "the process that should press ended"}");
    }

    /// <summary>Ends it: by the end of its input, and by force where that does not help.</summary>
    public async Task End(TimeProvider time, CancellationToken ct)
    {
        try
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct).WaitAsync(EndPatience, time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            await Identity.Kill(EndPatience, time, ct).ConfigureAwait(false);
        }
        scope.Note(new ResourceRemoved(HostDriver.Word, Resource));
    }

    private string Resource => $"{Identity.Id} {Identity.Started}";

    /// <summary>The process behind a name in a ledger.</summary>
    public static ProcessIdentity Read(string resource) => new(int.Parse(resource.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), resource[(resource.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    public void Dispose() => process.Dispose();
}

/// <summary>How a pressure is told to the process that makes it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Pressure))]
internal sealed partial class PressJson : JsonSerializerContext;
