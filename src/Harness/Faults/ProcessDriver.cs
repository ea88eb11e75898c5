using System.Globalization;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>Targets that are processes of this machine: those it started, and those found by a pid file or a port.</summary>
/// <param name="root">The folder that relative paths count from.</param>
/// <param name="time">The clock.</param>
public sealed class ProcessDriver(string root, TimeProvider time) : IDriver
{
    /// <summary>The word in ledgers.</summary>
    public const string Word = "process";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly ProcessSet own = new();
    private readonly ProjectBuild build = new();

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public bool Drives(Target target) => target.Process is not null;

    /// <summary>How a target is started; a .NET project is built first, and its assembly started directly: a kill must hit it, not a wrapper.</summary>
    public async Task<Launch> Prepare(Target target, Settings settings, CancellationToken ct)
    {
        var process = target.Process!;
        var environment = new Dictionary<string, string>(process.Environment);
        environment.TryAdd("ASPNETCORE_URLS", target.Url!.GetLeftPart(UriPartial.Authority));
        var health = target.Health is { } path ? new Uri(target.Url!, path) : null;
        if (process.Command is { } command) return new Launch(command, process.Args, environment, settings.Root, health);
        var assembly = await build.Build(Path.Combine(settings.Root, process.Project!), ct).ConfigureAwait(false);
        return new Launch(ProjectBuild.DotnetHost, [assembly, .. process.Args], environment, settings.Root, health);
    }

    /// <inheritdoc/>
    public async Task<int?> Start(Target target, Launch launch, RunScope scope, CancellationToken ct)
    {
        var process = new ManagedProcess(target.Name, launch, Path.Combine(scope.Logs, target.Name + ".log"), time) { Started = identity => scope.Ledger.Write(new TargetStarted(target.Name, identity)) };
        own.Add(process);
        scope.Ledger.Write(new TargetStarting(target.Name));
        process.Start();
        await process.WaitUntilHealthy(ct).ConfigureAwait(false);
        return process.Identity?.Id;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> EndAll(RunScope scope)
    {
        // All at once: one that does not listen to SIGTERM must not keep the others waiting.
        var left = await Task.WhenAll(own.All.Select(async process =>
        {
            if (!await process.End(EndPatience, CancellationToken.None).ConfigureAwait(false)) return $"{process.Name} does not end: do this by hand: end process {process.Identity?.Id}";
            scope.Note(new TargetEnded(process.Name));
            return null;
        })).ConfigureAwait(false);
        return [.. left.OfType<string>()];
    }

    /// <inheritdoc/>
    public Task<string> Remove(string name, CancellationToken ct) => Task.FromResult("a process leaves nothing with a name of its own");

    /// <inheritdoc/>
    public Task<IReadOnlyList<Victim>> Find(Target target, CancellationToken ct)
    {
        if (target.Process!.IsStarted)
        {
            var running = own.Find(target.Name)?.Identity;
            return Task.FromResult<IReadOnlyList<Victim>>(running is null ? [] : [Of(target.Name, running)]);
        }
        var id = target.Process.PidFile is { } file ? PidIn(Path.Combine(root, file)) : ListeningProcess.Of(target.Process.Port!.Value);
        return Task.FromResult<IReadOnlyList<Victim>>(id is { } number && ProcessIdentity.Of(number) is { } identity ? [Of(target.Name, identity)] : []);
    }

    private static Victim Of(string name, ProcessIdentity identity) => new(Word, name, identity.Id.ToString(CultureInfo.InvariantCulture), identity.Started);

    private static int? PidIn(string file)
    {
        if (!File.Exists(file)) return null;
        var text = File.ReadAllText(file).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw new FaultException($"{file} holds no process id but '{(text.Length > 40 ? text[..40] : text)}'");
    }

    private static ProcessIdentity Identity(Victim victim) => new(int.Parse(victim.Id, CultureInfo.InvariantCulture), victim.Mark);

    /// <inheritdoc/>
    public string? Refusal(Target target, Victim victim) =>
        ProcessIdentity.OwnFamily().Contains(Identity(victim).Id) ? $"process {victim.Id} is the harness itself, or what started it" : null;

    /// <inheritdoc/>
    public Task<VictimState> Look(Victim victim, CancellationToken ct)
    {
        var identity = Identity(victim);
        // What this process started and may start again is known by its name: a restart gives it another number.
        if (victim.IsOwn && own.Find(victim.Name) is { } process)
            return Task.FromResult(process.IsRunning ? process.Identity!.IsPaused ? VictimState.Paused : VictimState.Running : VictimState.Stopped);
        return Task.FromResult(!identity.IsAlive ? VictimState.Gone : identity.IsPaused ? VictimState.Paused : VictimState.Running);
    }

    private ProcessIdentity Now(Victim victim) => victim.IsOwn && own.Find(victim.Name)?.Identity is { } identity ? identity : Identity(victim);

    /// <inheritdoc/>
    public Task<string> StartOf(Victim victim, CancellationToken ct) => Task.FromResult(Now(victim) is { IsAlive: true } now ? $"{now.Id} {now.Started}" : "");

    /// <inheritdoc/>
    public async Task Signal(Victim victim, string signal, bool asCrash, CancellationToken ct)
    {
        var identity = Now(victim);
        if (!identity.IsAlive) throw new FaultException($"{victim.Name} is gone");
        if (signal == "KILL" && victim.IsOwn && own.Find(victim.Name) is { } process) await process.Kill(ct).ConfigureAwait(false);
        else if (signal == "KILL") await identity.Kill(EndPatience, time, ct).ConfigureAwait(false);
        else identity.Signal(signal);
    }

    /// <inheritdoc/>
    public async Task Stop(Victim victim, TimeSpan patience, CancellationToken ct)
    {
        if (!await Now(victim).End(patience, time, ct).ConfigureAwait(false)) throw new FaultException($"{victim.Name} does not end");
    }

    /// <inheritdoc/>
    public async Task Restart(Victim victim, CancellationToken ct)
    {
        if (own.Find(victim.Name) is not { } process) throw new FaultException($"{victim.Name} was not started by this process, which cannot start it again");
        if (!process.IsRunning) process.Start();
        await process.WaitUntilHealthy(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task Pause(Victim victim, CancellationToken ct) => Freeze(victim, "STOP", pauses: true, ct);

    /// <inheritdoc/>
    public Task Resume(Victim victim, CancellationToken ct) => Freeze(victim, "CONT", pauses: false, ct);

    /// <summary>A stopped process is stopped when the kernel says so, not when the signal was sent.</summary>
    private async Task Freeze(Victim victim, string signal, bool pauses, CancellationToken ct)
    {
        var identity = Now(victim);
        foreach (var one in (ProcessIdentity[])[identity, .. identity.Descendants()]) one.Signal(signal);
        var began = time.GetTimestamp();
        while (identity.IsAlive && identity.IsPaused != pauses)
        {
            if (time.GetElapsedTime(began) > EndPatience) throw new FaultException($"{victim.Name} does not obey SIG{signal}");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, string>> ReadLimits(Victim victim, CancellationToken ct) => Task.FromResult(ControlGroup.Of(Now(victim).Id));

    /// <inheritdoc/>
    public Task WriteLimits(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct) => ControlGroup.Leave(victim.Id, limits, time, ct);

    /// <inheritdoc/>
    public Task Forget(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct) => ControlGroup.Leave(victim.Id, limits, time, ct);

    /// <inheritdoc/>
    public Task Limit(Victim victim, double? cpus, long? memoryBytes, CancellationToken ct)
    {
        // Of the victim as it was prepared: healing finds the group by that.
        ControlGroup.Enter(Now(victim), victim.Id, victim.Before, cpus, memoryBytes);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        own.Dispose();
        return ValueTask.CompletedTask;
    }
}
