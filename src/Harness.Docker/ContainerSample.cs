namespace Harness.Docker;

/// <summary>What a container used in about a second, by its engine's own counters.</summary>
public sealed record ContainerSample
{
    /// <summary>When the engine read the counters, by its machine's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The engine's word: <c>running</c>, <c>paused</c>, <c>restarting</c>, <c>exited</c>.</summary>
    public required string State { get; init; }

    /// <summary>Processors used: 1.5 is one and a half.</summary>
    public double Cpus { get; init; }

    /// <summary>Processors that it may use: its limit, or all there are.</summary>
    public double CpuLimit { get; init; }

    /// <summary>Memory in use, in bytes, without the page cache that can be given back at once (as <c>docker stats</c> shows it).</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Memory that it may use, in bytes: its limit, or the machine's.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Received over all its networks, bytes a second.</summary>
    public double ReceivedBytesPerSecond { get; init; }

    /// <summary>Sent over all its networks, bytes a second.</summary>
    public double SentBytesPerSecond { get; init; }

    /// <summary>Read from block devices, bytes a second; null where the machine does not count it for containers.</summary>
    public double? ReadBytesPerSecond { get; init; }

    /// <summary>Written to block devices, bytes a second; null where the machine does not count it for containers.</summary>
    public double? WrittenBytesPerSecond { get; init; }
}
