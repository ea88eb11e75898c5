using System.Collections.Concurrent;
using Harness.Faults.Companion;
using Harness.Plans;

namespace Harness.Faults.Host;

/// <summary>
/// This very machine as a target: it cannot be killed, stopped or limited, only pressed on. What presses is a process of its own, which ends with the
/// companion that started it.
/// </summary>
/// <param name="root">The folder that relative paths count from.</param>
/// <param name="press">How to start the process that presses.</param>
/// <param name="time">The clock.</param>
public sealed class HostDriver(string root, CompanionLaunch press, TimeProvider time) : IDriver, IPressure
{
    /// <summary>The word in ledgers.</summary>
    public const string Word = "host";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, PressProcess> pressing = new();

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public bool Drives(Target target) => target.IsHost;

    /// <inheritdoc/>
    public Task<Launch> Prepare(Target target, Settings settings, CancellationToken ct) => throw Cannot("started");

    /// <inheritdoc/>
    public Task<int?> Start(Target target, Launch launch, RunScope scope, CancellationToken ct) => throw Cannot("started");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> EndAll(RunScope scope)
    {
        foreach (var name in pressing.Keys) await End(name, CancellationToken.None).ConfigureAwait(false);
        return [];
    }

    /// <summary>Ends a process that presses and outlived its companion, which it does not by itself.</summary>
    public async Task<string> Remove(string name, CancellationToken ct)
    {
        var identity = PressProcess.Read(name);
        if (!identity.IsAlive) return $"process {identity.Id}, which pressed on this machine, is gone";
        return await identity.End(EndPatience, time, ct).ConfigureAwait(false) ? $"process {identity.Id} still pressed on this machine and was ended" : throw new FaultException($"process {identity.Id} does not end: do this by hand: kill -9 {identity.Id}");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Victim>> Find(Target target, CancellationToken ct) => Task.FromResult<IReadOnlyList<Victim>>([new Victim(Word, target.Name, Environment.MachineName, Boot)]);

    /// <summary>After the machine started anew nothing is left of a pressure.</summary>
    private static string Boot => OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : "";

    /// <inheritdoc/>
    public string? Refusal(Target target, Victim victim) => null;

    /// <inheritdoc/>
    public Task<VictimState> Look(Victim victim, CancellationToken ct) => Task.FromResult(victim.Mark == Boot ? VictimState.Running : VictimState.Gone);

    /// <inheritdoc/>
    public Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct) => Task.FromResult(HostBounds.Forbids(Here(pressure).Times(victims.Count)));

    /// <inheritdoc/>
    public string ByHand(Victim victim, string name, string? folder) => $"on {victim.Name} kill the process press{(folder is null ? "" : ", which holds the file")}";

    /// <inheritdoc/>
    public Task Press(Victim victim, Pressure pressure, RunScope scope, CancellationToken ct)
    {
        var process = PressProcess.Start(press, pressure.Name, scope);
        if (pressing.TryAdd(pressure.Name, process)) return process.Begin(Here(pressure), time, ct);
        process.Dispose();
        throw new FaultException($"{pressure.Name} is there already");
    }

    private Pressure Here(Pressure pressure) => pressure.Folder is { } folder ? pressure with { Folder = Path.GetFullPath(Path.Combine(root, folder)) } : pressure;

    /// <inheritdoc/>
    public Task Release(Victim victim, string name, string? folder, CancellationToken ct) => End(name, ct);

    private async Task End(string name, CancellationToken ct)
    {
        if (!pressing.TryGetValue(name, out var process)) return;
        await process.End(time, ct).ConfigureAwait(false);
        pressing.TryRemove(name, out _);
        process.Dispose();
    }

    /// <summary>Of another process's pressure nothing is known here: it ended with its companion, and its line in the ledger says whom to look for.</summary>
    public Task<bool> IsPressed(Victim victim, string name, string? folder, CancellationToken ct) => Task.FromResult(pressing.TryGetValue(name, out var process) && process.IsAlive);

    /// <inheritdoc/>
    public Task<string> StartOf(Victim victim, CancellationToken ct) => Task.FromResult(Boot);

    /// <inheritdoc/>
    public Task Signal(Victim victim, string signal, bool asCrash, CancellationToken ct) => throw Cannot("sent a signal");

    /// <inheritdoc/>
    public Task Stop(Victim victim, TimeSpan patience, CancellationToken ct) => throw Cannot("stopped");

    /// <inheritdoc/>
    public Task Restart(Victim victim, CancellationToken ct) => throw Cannot("restarted");

    /// <inheritdoc/>
    public Task Pause(Victim victim, CancellationToken ct) => throw Cannot("paused");

    /// <inheritdoc/>
    public Task Resume(Victim victim, CancellationToken ct) => throw Cannot("paused");

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ReadLimits(Victim victim, CancellationToken ct) => throw Cannot("limited");

    /// <inheritdoc/>
    public Task WriteLimits(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct) => throw Cannot("limited");

    /// <inheritdoc/>
    public Task Limit(Victim victim, double? cpus, long? memoryBytes, CancellationToken ct) => throw Cannot("limited");

    private static FaultException Cannot(string what) => new($"this machine cannot be {what}");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var process in pressing.Values) process.Dispose();
        return ValueTask.CompletedTask;
    }
}
