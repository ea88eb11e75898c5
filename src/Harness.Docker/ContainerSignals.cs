using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Journal;
using Harness.Plans;
using Harness.Running;

namespace Harness.Docker;

/// <summary>What containers use, by their engine's stats streams.</summary>
/// <param name="engine">The engine.</param>
/// <param name="time">The clock.</param>
public sealed class ContainerSignals(Engine engine, TimeProvider time) : ISignals
{
    /// <inheritdoc/>
    public string Source => "containers";

    /// <summary>What a reader who is slow may fall behind; the oldest goes then.</summary>
    private const int MostWaiting = 600;

    /// <summary>The most containers that are watched at once; further ones are not.</summary>
    private const int MostContainers = 100;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1), Search = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Watches the containers of targets until stopped, a sample about once a second and container. One that is new is found within two seconds; one that is
    /// stopped goes on as such, one that is removed ends; while the engine is away there is nothing.
    /// </summary>
    /// <param name="targets">Targets; those that are no containers are left to others.</param>
    /// <param name="run">The run that started those which are started, or null.</param>
    /// <param name="stop">Ends it.</param>
    public async IAsyncEnumerable<TargetSample> Watch(IReadOnlyList<Target> targets, string? run, [EnumeratorCancellation] CancellationToken stop)
    {
        var mine = targets.Where(target => target.Container is not null).ToList();
        if (mine.Count == 0) yield break;
        var samples = Channel.CreateBounded<TargetSample>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var finding = FindAll(mine, run, samples.Writer, over.Token);
        try
        {
            await foreach (var sample in samples.Reader.ReadAllAsync(stop).ConfigureAwait(false)) yield return sample;
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await finding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FindAll(IReadOnlyList<Target> targets, string? run, ChannelWriter<TargetSample> samples, CancellationToken ct)
    {
        var watched = new Dictionary<string, Task>();
        try
        {
            while (true)
            {
                foreach (var target in targets)
                {
                    foreach (var container in await Found(target, run, ct).ConfigureAwait(false))
                    {
                        if (watched.Count >= MostContainers || (watched.TryGetValue(container.ID, out var watching) && !watching.IsCompleted)) continue;
                        watched[container.ID] = Follow(container.ID, target.Name, target.IsStarted ? target.Name : ContainerSearch.Name(container), samples, ct);
                    }
                }
                await Task.Delay(Search, time, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(watched.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<ContainerListResponse>> Found(Target target, string? run, CancellationToken ct)
    {
        try
        {
            return await ContainerSearch.Find(engine, target, run, ct).ConfigureAwait(false);
        }
        catch (FaultException)
        {
            return []; // The engine is away for long; signals may wait for it as long as the run goes on.
        }
    }

    /// <summary>Follows one container until it is removed.</summary>
    private async Task Follow(string id, string target, string instance, ChannelWriter<TargetSample> samples, CancellationToken ct)
    {
        var readings = Channel.CreateBounded<ContainerStatsResponse>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        var reading = Read(id, readings.Writer, ct);
        await foreach (var now in readings.Reader.ReadAllAsync(ct).ConfigureAwait(false))
        {
            // The limits are asked for each time: a fault may change them.
            if (await Inspect(id, ct).ConfigureAwait(false) is not { } container) continue;
            samples.TryWrite(Sample(now, container, target, instance));
        }
        await reading.ConfigureAwait(false);
    }

    /// <summary>Reads the stream, and begins again where the engine was away.</summary>
    private async Task Read(string id, ChannelWriter<ContainerStatsResponse> readings, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                try
                {
                    await engine.Follow((docker, token) => docker.Containers.GetContainerStatsAsync(id, new ContainerStatsParameters { Stream = true }, new Passing(readings), token), ct).ConfigureAwait(false);
                    if (await Inspect(id, ct).ConfigureAwait(false) is null) return;
                }
                catch (Exception) when (!ct.IsCancellationRequested)
                {
                    // The engine went away, or the container did: the next question tells them apart.
                    if (await Inspect(id, ct).ConfigureAwait(false) is null) return;
                }
                await Task.Delay(Again, time, ct).ConfigureAwait(false);
            }
        }
        finally
        {
            readings.TryComplete();
        }
    }

    /// <summary>The container, or null: it is gone, or the engine has been away for long, and then it is found again by its target.</summary>
    private async Task<ContainerInspectResponse?> Inspect(string id, CancellationToken ct)
    {
        try
        {
            return await engine.Find((docker, token) => docker.Containers.InspectContainerAsync(id, token), ct).ConfigureAwait(false);
        }
        catch (FaultException)
        {
            return null;
        }
    }

    /// <summary>Hands readings on in their order; the framework's own <c>Progress</c> does not keep it.</summary>
    private sealed class Passing(ChannelWriter<ContainerStatsResponse> readings) : IProgress<ContainerStatsResponse>
    {
        public void Report(ContainerStatsResponse value) => readings.TryWrite(value);
    }

    /// <summary>What a reading says.</summary>
    internal static TargetSample Sample(ContainerStatsResponse now, ContainerInspectResponse container, string target, string instance)
    {
        var limits = ContainerLimits.Read(container.HostConfig!);
        return new TargetSample
        {
            Target = target,
            Instance = instance,
            // A container that does not run has readings without a time.
            Taken = now.Read.Year > 1 ? now.Read - DateTime.UnixEpoch : null,
            CpuTime = TimeSpan.FromTicks((long)((now.CPUStats?.CPUUsage?.TotalUsage ?? 0) / 100)),
            CpuLimit = ContainerLimits.Cpus(limits),
            MemoryBytes = MemoryInUse(now.MemoryStats),
            MemoryLimitBytes = ContainerLimits.MemoryBytes(limits),
            NetworkReceivedBytes = Sum(now.Networks?.Values, one => one.RxBytes),
            NetworkSentBytes = Sum(now.Networks?.Values, one => one.TxBytes),
            DiskReadBytes = Blocks(now, "read"),
            DiskWrittenBytes = Blocks(now, "write"),
            State = ContainerDriver.StateOf(container) switch { VictimState.Running => TargetState.Running, VictimState.Paused => TargetState.Paused, _ => TargetState.Stopped },
        };
    }

    /// <summary>Version 1 of control groups counts the cache of all below in <c>total_inactive_file</c>, version 2 in <c>inactive_file</c>.</summary>
    private static long MemoryInUse(MemoryStats? memory)
    {
        if (memory?.Usage is not { } usage) return 0;
        ulong cache = 0;
        _ = memory.Stats?.TryGetValue("total_inactive_file", out cache) is true || memory.Stats?.TryGetValue("inactive_file", out cache) is true;
        return (long)(usage > cache ? usage - cache : usage);
    }

    private static long? Blocks(ContainerStatsResponse reading, string what)
    {
        var all = reading.BlkioStats?.IoServiceBytesRecursive;
        return all is { Count: > 0 } ? Sum([.. all.Where(entry => entry.Op.Equals(what, StringComparison.OrdinalIgnoreCase))], entry => entry.Value) ?? 0 : null;
    }

    private static long? Sum<T>(ICollection<T>? all, Func<T, ulong> number) => all is { Count: > 0 } ? (long)all.Aggregate(0UL, (sum, one) => sum + number(one)) : null;
}
