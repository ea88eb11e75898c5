using Harness.Journal;

namespace Harness.Running;

/// <summary>
/// One look at an instance of a target. What flows (CPU time, bytes) is told as a total that only grows, so that a sample that comes late or
/// not at all loses nothing; a total that is smaller than before has begun anew at 0.
/// </summary>
public sealed record TargetSample
{
    /// <summary>The target's name in harness.json.</summary>
    public required string Target { get; init; }

    /// <summary>The container or the process; the target's name where there is only one.</summary>
    public required string Instance { get; init; }

    /// <summary>
    /// When the numbers were taken, on any clock that goes evenly; only differences count. Null for now: a source whose samples are under way
    /// for varying times should say it, or a second looks busier than it was and the next one idler.
    /// </summary>
    public TimeSpan? Taken { get; init; }

    /// <summary>CPU time used so far, over all cores.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Cores that it may use; null for as many as there are.</summary>
    public double? CpuLimit { get; init; }

    /// <summary>Memory held now.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory that it may hold; null for as much as there is.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Bytes received so far; null where nobody can tell.</summary>
    public long? NetworkReceivedBytes { get; init; }

    /// <summary>Bytes sent so far; null where nobody can tell.</summary>
    public long? NetworkSentBytes { get; init; }

    /// <summary>Bytes read from disks so far; null where nobody can tell.</summary>
    public long? DiskReadBytes { get; init; }

    /// <summary>Bytes written to disks so far; null where nobody can tell.</summary>
    public long? DiskWrittenBytes { get; init; }

    /// <summary>What it does now.</summary>
    public TargetState State { get; init; }
}
