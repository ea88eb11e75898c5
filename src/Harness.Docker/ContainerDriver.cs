using Docker.DotNet;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>Targets that are containers: those that run already, and those that a run starts from an image.</summary>
/// <param name="root">The folder that relative paths count from.</param>
/// <param name="time">The clock.</param>
public sealed class ContainerDriver(string root, TimeProvider time) : IDriver, IPressure
{
    /// <summary>The word in ledgers.</summary>
    public const string Word = "container";

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5), StartPatience = TimeSpan.FromSeconds(10);

    private readonly Engine engine = new(time);
    private readonly ProjectImage images = new(root);
    private readonly Lock gate = new();
    private ContainerStart? started;

    /// <summary>The engine, for the faults that only containers have.</summary>
    public Engine Engine => engine;

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public bool Drives(Target target) => target.Container is not null;

    /// <inheritdoc/>
    public async Task<Launch> Prepare(Target target, Settings settings, CancellationToken ct)
    {
        var container = target.Container!;
        var image = container.Image ?? await images.Of(container.Project!, engine, ct).ConfigureAwait(false);
        return new Launch(image, container.Args, container.Environment, settings.Root, target.Health is { } path ? new Uri(target.Url!, path) : null);
    }

    /// <inheritdoc/>
    public async Task<int?> Start(Target target, Launch launch, RunScope scope, CancellationToken ct)
    {
        // Several are started side by side.
        lock (gate) started ??= new ContainerStart(engine, scope, time);
        await started.Start(target, launch, root, ct).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> EndAll(RunScope scope) => started is null ? Task.FromResult<IReadOnlyList<string>>([]) : started.EndAll(this);

    /// <inheritdoc/>
    public Task<string> Remove(string name, CancellationToken ct) => ContainerStart.Remove(engine, name, ct);

    /// <summary>One that a run started is called as its target: its own name holds the run's, and the seed must draw the same one in every run.</summary>
    public async Task<IReadOnlyList<Victim>> Find(Target target, CancellationToken ct) =>
        [.. (await ContainerSearch.Find(engine, target, started?.Run, ct).ConfigureAwait(false)).Select(container => new Victim(Word, target.IsStarted ? target.Name : ContainerSearch.Name(container), container.ID)
        {
            // What the refusal looks at, without asking again.
            Before = new Dictionary<string, string> { [Labels.Chaos] = container.Labels.TryGetValue(Labels.Chaos, out var chaos) ? chaos : "" },
        })];

    /// <inheritdoc/>
    public string? Refusal(Target target, Victim victim)
    {
        if (Self.Id is { } own && victim.Id.StartsWith(own, StringComparison.Ordinal)) return "the harness itself runs in it";
        return target.IsStarted || victim.Before.GetValueOrDefault(Labels.Chaos) == Labels.Allow ? null
            : $"it has not opted in; start it with the label {Labels.Chaos}={Labels.Allow}";
    }

    /// <inheritdoc/>
    public async Task<VictimState> Look(Victim victim, CancellationToken ct) => StateOf(await Inspect(victim, ct).ConfigureAwait(false));

    internal static VictimState StateOf(ContainerInspectResponse? container) => container?.State switch
    {
        null => VictimState.Gone,
        { Paused: true } => VictimState.Paused,
        { Running: true, Restarting: false } => VictimState.Running,
        _ => VictimState.Stopped,
    };

    /// <summary>All that the engine knows of it; null where it is gone.</summary>
    public Task<ContainerInspectResponse?> Inspect(Victim victim, CancellationToken ct) => engine.Find((docker, token) => docker.Containers.InspectContainerAsync(victim.Id, token), ct);

    /// <inheritdoc/>
    public async Task<string> StartOf(Victim victim, CancellationToken ct) =>
        await Inspect(victim, ct).ConfigureAwait(false) is { State: { Running: true, Restarting: false, StartedAt: { } started } } ? started : "";

    /// <inheritdoc/>
    public bool KeepsLimits => true;

    /// <inheritdoc/>
    public bool Tightens(IReadOnlyDictionary<string, string> limits, double? cpus, long? memoryBytes) =>
        ContainerLimits.Tightening(limits, cpus, memoryBytes) is { NanoCPUs: > 0 } or { CPUQuota: > 0 } or { Memory: > 0 };

    /// <inheritdoc/>
    public async Task Signal(Victim victim, string signal, bool asCrash, CancellationToken ct)
    {
        var before = (await Inspect(victim, ct).ConfigureAwait(false) ?? throw Gone(victim)).State!;
        // What the engine itself is told to kill, its restart policy takes for ended on purpose, and leaves it so.
        if (asCrash) Process(victim, before).Signal(signal);
        else await Touch(victim, (docker, token) => docker.Containers.KillContainerAsync(victim.Id, new ContainerKillParameters { Signal = "SIG" + signal }, token), ct).ConfigureAwait(false);
        if (signal != "KILL") return;
        var began = time.GetTimestamp();
        // A restart policy may have it running again before anybody looks: another start is as good as its end.
        while (await Inspect(victim, ct).ConfigureAwait(false) is { State: { Running: true, Restarting: false } now } && now.StartedAt == before.StartedAt)
        {
            if (time.GetElapsedTime(began) > EndPatience) throw new FaultException($"{victim.Name} was killed and does not end");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct).ConfigureAwait(false);
        }
    }

    private static ProcessIdentity Process(Victim victim, State state) => ContainerProcess.Of(state.Pid, victim.Id)
        ?? throw new FaultException($"{victim.Name} cannot be made to crash from here: its engine runs elsewhere, or hides its processes, and does not start again what it was told to kill; say restartAfter instead of restart: expected");

    /// <inheritdoc/>
    public Task Stop(Victim victim, TimeSpan patience, CancellationToken ct) =>
        Touch(victim, (docker, token) => docker.Containers.StopContainerAsync(victim.Id, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Ceiling(patience.TotalSeconds) }, token), patience, ct);

    /// <inheritdoc/>
    public async Task Restart(Victim victim, CancellationToken ct)
    {
        await Touch(victim, (docker, token) => docker.Containers.StartContainerAsync(victim.Id, new ContainerStartParameters(), token), ct).ConfigureAwait(false);
        var began = time.GetTimestamp();
        // One that its policy is about to start is left to it, and comes a little later.
        while (await Look(victim, ct).ConfigureAwait(false) is VictimState.Stopped)
        {
            if (time.GetElapsedTime(began) > StartPatience) throw new FaultException($"{victim.Name} was started and does not stay up: see docker logs {victim.Id[..12]}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, ct).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task Pause(Victim victim, CancellationToken ct)
    {
        var state = await Look(victim, ct).ConfigureAwait(false);
        if (state == VictimState.Gone) throw Gone(victim);
        if (state == VictimState.Stopped) throw new FaultException($"{victim.Name} does not run any more, so it cannot be paused");
        if (state == VictimState.Running) await Touch(victim, (docker, token) => docker.Containers.PauseContainerAsync(victim.Id, token), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task Resume(Victim victim, CancellationToken ct)
    {
        if (await Look(victim, ct).ConfigureAwait(false) != VictimState.Paused) return;
        try
        {
            await Touch(victim, (docker, token) => docker.Containers.UnpauseContainerAsync(victim.Id, token), ct).ConfigureAwait(false);
        }
        catch (FaultException)
        {
            // Another fault may have stopped it, or somebody let it go on, since we looked: then the engine refuses what is not needed any more.
            if (await Look(victim, ct).ConfigureAwait(false) == VictimState.Paused) throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, string>> ReadLimits(Victim victim, CancellationToken ct) =>
        ContainerLimits.Read((await Inspect(victim, ct).ConfigureAwait(false) ?? throw Gone(victim)).HostConfig!);

    /// <inheritdoc/>
    public async Task WriteLimits(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct)
    {
        var now = await ReadLimits(victim, ct).ConfigureAwait(false);
        var isUnified = (await engine.Ask((docker, token) => docker.System.GetSystemInfoAsync(token), ct).ConfigureAwait(false)).CgroupVersion == "2";
        await Touch(victim, (docker, token) => docker.Containers.UpdateContainerAsync(victim.Id, ContainerLimits.Restoring(limits, now, isUnified), token), ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task Limit(Victim victim, double? cpus, long? memoryBytes, CancellationToken ct)
    {
        var now = await ReadLimits(victim, ct).ConfigureAwait(false);
        await Touch(victim, (docker, token) => docker.Containers.UpdateContainerAsync(victim.Id, ContainerLimits.Tightening(now, cpus, memoryBytes), token), ct).ConfigureAwait(false);
    }

    /// <summary>The driver of containers, for the faults that only they have.</summary>
    internal static ContainerDriver Of(Ground ground) => ground.Drivers.OfType<ContainerDriver>().FirstOrDefault() ?? throw new FaultException("this program knows nothing of a container");

    internal Task Touch(Victim victim, Func<DockerClient, CancellationToken, Task> act, CancellationToken ct) => Touch(victim, act, TimeSpan.Zero, ct);

    /// <summary>
    /// Does something to one container, and to no other that took its name. Once asked for, the engine does it whether anybody waits or not: so its answer is
    /// waited for, or whoever heals would look at the container before the act.
    /// </summary>
    private async Task Touch(Victim victim, Func<DockerClient, CancellationToken, Task> act, TimeSpan takes, CancellationToken ct)
    {
        try
        {
            await engine.Act(act, takes, ct).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw Gone(victim);
        }
    }

    internal static FaultException Gone(Victim victim) => new($"the container {victim.Name} ({(victim.Id.Length > 12 ? victim.Id[..12] : victim.Id)}) is gone");

    /// <inheritdoc/>
    public Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct) => pressure.Folder is null ? Stress.Forbids(victims, pressure, ct) : Disk.Forbids(victims, pressure, ct);

    /// <inheritdoc/>
    public string ByHand(Victim victim, string name, string? folder) => $"docker exec {victim.Name} rm -f {(folder is null ? $"/dev/shm/{name} /tmp/{name}" : ContainerDisk.FileOf(folder, name))}";

    /// <inheritdoc/>
    public Task Press(Victim victim, Pressure pressure, RunScope scope, CancellationToken ct) => pressure.Folder is null ? Stress.Press(victim, pressure, ct) : Disk.Press(victim, pressure, ct);

    /// <inheritdoc/>
    public Task Release(Victim victim, string name, string? folder, CancellationToken ct) => folder is null ? Stress.Release(victim, name, ct) : Disk.Release(victim, name, folder, ct);

    /// <inheritdoc/>
    public Task<bool> IsPressed(Victim victim, string name, string? folder, CancellationToken ct) => folder is null ? Stress.IsPressed(victim, name, ct) : Disk.IsPressed(victim, name, folder, ct);

    private ContainerStress Stress => new(this, time);

    private ContainerDisk Disk => new(this, time);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        engine.Dispose();
        return ValueTask.CompletedTask;
    }
}
