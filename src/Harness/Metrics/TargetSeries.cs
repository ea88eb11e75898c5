using Harness.Journal;

namespace Harness.Metrics;

/// <summary>One second of one instance of a target.</summary>
/// <param name="Second">From t = 0; negative in the warm-up.</param>
/// <param name="Cpu">Cores used.</param>
/// <param name="Memory">Bytes held.</param>
/// <param name="Received">Bytes received; NaN where nobody can tell.</param>
/// <param name="Sent">The same, sent.</param>
/// <param name="Read">The same, read from disks.</param>
/// <param name="Written">The same, written to disks.</param>
/// <param name="State">What it did.</param>
public readonly record struct TargetPoint(int Second, double Cpu, double Memory, double Received, double Sent, double Read, double Written, TargetState State);

/// <summary>One instance of a target second by second, the warm-up included; a second that was not measured is missing.</summary>
/// <param name="target">The target's name in harness.json.</param>
/// <param name="instance">The container or the process.</param>
public sealed class TargetSeries(string target, string instance)
{
    private readonly List<TargetPoint> points = [];

    /// <summary>The target's name in harness.json.</summary>
    public string Target { get; } = target;

    /// <summary>The container or the process; the target's name where there is only one.</summary>
    public string Instance { get; } = instance;

    /// <summary>Cores that it may use, as last told; null for as many as there are.</summary>
    public double? CpuLimit { get; private set; }

    /// <summary>Bytes that it may hold, as last told; null for as many as there are.</summary>
    public long? MemoryLimit { get; private set; }

    /// <summary>Its seconds, in order.</summary>
    public IReadOnlyList<TargetPoint> Points => points;

    /// <summary>Takes a second; one that is not later than the last is left out.</summary>
    public void Add(TargetFrame frame)
    {
        if (points.Count > 0 && frame.Second <= points[^1].Second) return;
        (CpuLimit, MemoryLimit) = (frame.CpuLimit, frame.MemoryLimitBytes);
        points.Add(new(frame.Second, frame.Cpu, frame.MemoryBytes, Known(frame.NetworkReceivedBytes), Known(frame.NetworkSentBytes), Known(frame.DiskReadBytes), Known(frame.DiskWrittenBytes), frame.State));
    }

    private static double Known(long? bytes) => bytes ?? double.NaN;
}
