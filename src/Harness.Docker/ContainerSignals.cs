using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Docker.DotNet.Models;

namespace Harness.Docker;

/// <summary>How much of its machine a container uses, second by second, by the engine's stats stream.</summary>
/// <param name="engine">The engine.</param>
/// <param name="time">The clock.</param>
public sealed class ContainerSignals(Engine engine, TimeProvider time)
{
    /// <summary>What a reader who is slow may fall behind; the oldest goes then.</summary>
    private const int MostWaiting = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A sample about every second, the first after two: a rate lies between two readings. It goes on while the container is stopped (with zeros) and
    /// while the engine is away (with nothing), and ends when the container is removed.
    /// </summary>
    /// <param name="containerId">Its id, or its name.</param>
    /// <param name="ct">Ends it.</param>
    public async IAsyncEnumerable<ContainerSample> Watch(string containerId, [EnumeratorCancellation] CancellationToken ct)
    {
        var readings = Channel.CreateBounded<ContainerStatsResponse>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var feeding = Feed(containerId, readings.Writer, over.Token);
        try
        {
            ContainerStatsResponse? last = null;
            await foreach (var now in readings.Reader.ReadAllAsync(ct).ConfigureAwait(false))
            {
                // The limits are asked for each time: a fault may change them.
                var container = await engine.Find((docker, token) => docker.Containers.InspectContainerAsync(containerId, token), ct).ConfigureAwait(false);
                if (container is null) yield break;
                if (last is not null) yield return Sample(last, now, container);
                last = now;
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Feed(string containerId, ChannelWriter<ContainerStatsResponse> readings, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await engine.Follow((docker, token) => docker.Containers.GetContainerStatsAsync(containerId, new ContainerStatsParameters { Stream = true }, new Passing(readings), token), ct).ConfigureAwait(false);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // The engine went away, or the container did: the question below tells them apart.
            }
            try
            {
                if (await engine.Find((docker, token) => docker.Containers.InspectContainerAsync(containerId, token), ct).ConfigureAwait(false) is null) break;
                await Task.Delay(Pause, time, ct).ConfigureAwait(false);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // It is away for long; signals may wait for it as long as the run goes on.
            }
        }
        readings.TryComplete();
    }

    /// <summary>Hands readings on in their order; the framework's own <c>Progress</c> does not keep it.</summary>
    private sealed class Passing(ChannelWriter<ContainerStatsResponse> readings) : IProgress<ContainerStatsResponse>
    {
        public void Report(ContainerStatsResponse value) => readings.TryWrite(value);
    }

    /// <summary>What lies between two readings.</summary>
    internal ContainerSample Sample(ContainerStatsResponse last, ContainerStatsResponse now, ContainerInspectResponse container)
    {
        var limits = ContainerLimits.Read(container.HostConfig!);
        var sample = new ContainerSample
        {
            At = now.Read.Year > 1 ? new DateTimeOffset(DateTime.SpecifyKind(now.Read, DateTimeKind.Utc)) : time.GetUtcNow(),
            State = container.State!.Status!,
            CpuLimit = ContainerLimits.Cpus(limits) ?? now.CPUStats?.OnlineCPUs ?? 0,
            MemoryLimitBytes = ContainerLimits.MemoryBytes(limits) ?? (long)(now.MemoryStats?.Limit ?? 0),
        };
        // A container that does not run has readings without a time.
        var seconds = (now.Read - last.Read).TotalSeconds;
        if (last.Read.Year <= 1 || now.Read.Year <= 1 || seconds <= 0) return sample;
        double PerSecond(ulong before, ulong after) => after > before ? (after - before) / seconds : 0; // a restart begins anew
        var (netBefore, netAfter) = (last.Networks?.Values ?? [], now.Networks?.Values ?? []);
        return sample with
        {
            Cpus = PerSecond(last.CPUStats?.CPUUsage?.TotalUsage ?? 0, now.CPUStats?.CPUUsage?.TotalUsage ?? 0) / 1e9,
            MemoryBytes = MemoryInUse(now.MemoryStats),
            ReceivedBytesPerSecond = PerSecond(Sum(netBefore, one => one.RxBytes), Sum(netAfter, one => one.RxBytes)),
            SentBytesPerSecond = PerSecond(Sum(netBefore, one => one.TxBytes), Sum(netAfter, one => one.TxBytes)),
            ReadBytesPerSecond = CountsBlocks(now) ? PerSecond(Block(last, "read"), Block(now, "read")) : null,
            WrittenBytesPerSecond = CountsBlocks(now) ? PerSecond(Block(last, "write"), Block(now, "write")) : null,
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

    private static bool CountsBlocks(ContainerStatsResponse reading) => reading.BlkioStats?.IoServiceBytesRecursive is { Count: > 0 };

    private static ulong Block(ContainerStatsResponse reading, string what) =>
        Sum((reading.BlkioStats?.IoServiceBytesRecursive ?? []).Where(entry => entry.Op.Equals(what, StringComparison.OrdinalIgnoreCase)), entry => entry.Value);

    private static ulong Sum<T>(IEnumerable<T> all, Func<T, ulong> number) => all.Aggregate(0UL, (sum, one) => sum + number(one));
}
