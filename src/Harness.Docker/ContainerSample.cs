using Harness.Faults;

namespace Harness.Docker;

/// <summary>
/// One look at what a container uses. What flows (CPU time, bytes) is told as a total that only grows, so that a look that comes late or not at all
/// loses nothing; a total that is smaller than before has begun anew at 0, with the container.
/// </summary>
public sealed record ContainerSample
{
    /// <summary>The target's name in harness.json.</summary>
    public required string Target { get; init; }

    /// <summary>The container: its name, or the target's where the run started it.</summary>
    public required string Instance { get; init; }

    /// <summary>When the engine took the numbers, by its own clock; only differences count. Null while the container does not run.</summary>
    public TimeSpan? Taken { get; init; }

    /// <summary>CPU time used so far, over all cores.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>Cores that it may use; null for as many as there are.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>Memory held now, in bytes, without the page cache that can be given back at once (as <c>docker stats</c> shows it).</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory that it may hold, in bytes; null for as much as there is.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Bytes received so far over all its networks; null where it has none.</summary>
    public long? NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent so far over all its networks; null where it has none.</summary>
    public long? NetworkSentBytes { get; init; }

    /// <summary>Bytes read from disks so far; null where the machine does not count them for containers.</summary>
    public long? DiskReadBytes { get; init; }

    /// <summary>Bytes written to disks so far; null where the machine does not count them for containers.</summary>
    public long? DiskWrittenBytes { get; init; }

    /// <summary>What it does now.</summary>
    public VictimState State { get; init; }
}
