using System.ComponentModel;
using System.Diagnostics;
using Harness.Faults.AtStart;

namespace Harness.Faults;

/// <summary>A target that the companion started: it can be killed, started again and ended. Its output goes to a log of bounded size.</summary>
public sealed class ManagedProcess : IDisposable
{
    private readonly Launch launch;
    private readonly TargetLog log;
    private readonly TimeProvider time;
    private Process? process;

    /// <summary>Prepares a target; nothing is started yet.</summary>
    public ManagedProcess(string name, Launch launch, string logPath, TimeProvider time)
    {
        Name = name;
        this.launch = launch;
        this.time = time;
        log = new TargetLog(logPath);
    }

    /// <summary>Called with each process right after its start.</summary>
    public Action<ProcessIdentity>? Started { get; init; }

    /// <summary>The target's name.</summary>
    public string Name { get; }

    /// <summary>The process that runs now, or null.</summary>
    public ProcessIdentity? Identity { get; private set; }

    /// <summary>True while it runs.</summary>
    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts it.</summary>
    /// <exception cref="FaultException">The program cannot be started.</exception>
    public void Start()
    {
        Sweep();
        process?.Dispose();
        var start = new ProcessStartInfo(launch.File, launch.Arguments)
        {
            WorkingDirectory = launch.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in launch.Environment) start.Environment[key] = value;
        try
        {
            process = Process.Start(start) ?? throw new FaultException($"{Name}: {launch.File} was not started");
        }
        catch (Win32Exception e)
        {
            throw new FaultException($"{Name}: {launch.File} cannot be started: {e.Message}");
        }
        Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, "");
        Started?.Invoke(Identity);
        process.StandardInput.Close();
        log.Follow(process.StandardOutput.BaseStream);
        log.Follow(process.StandardError.BaseStream);
    }

    /// <summary>Waits until its health answers 200.</summary>
    /// <exception cref="FaultException">It ended, or took too long; with the last lines it wrote.</exception>
    public async Task WaitUntilHealthy(CancellationToken ct)
    {
        if (launch.Health is not { } url) return;
        try
        {
            await Health.Wait(Name, url, () => IsRunning ? null : $"ended with exit code {process?.ExitCode}", launch.Tls, time, ct).ConfigureAwait(false);
        }
        catch (FaultException e)
        {
            throw new FaultException(e.Message + log.Tail());
        }
    }

    /// <summary>Kills it and its children at once (SIGKILL), and waits until it is gone.</summary>
    public async Task Kill(CancellationToken ct)
    {
        if (process is null) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(ct).ConfigureAwait(false);
        Sweep();
    }

    /// <summary>Ends it: asks first, kills after a while.</summary>
    /// <returns>True where it is gone.</returns>
    public async Task<bool> End(TimeSpan patience, CancellationToken ct)
    {
        var gone = Identity is null || await Identity.End(patience, time, ct).ConfigureAwait(false);
        Sweep();
        return gone;
    }

    private void Sweep()
    {
        if (Identity is { } last) FakeTime.Sweep(launch, last.Id);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process?.Dispose();
        log.Dispose();
    }
}
