using Harness.Metrics;

namespace Harness.Reports.Targets;

/// <summary>Something that targets use, as a chart shows it.</summary>
/// <param name="Name">Its heading: <c>CPU of targets</c>.</param>
/// <param name="Unit">What its axis counts.</param>
/// <param name="Short">The same where there is little room.</param>
/// <param name="Read">The number of a second, in that unit; NaN where nobody can tell.</param>
/// <param name="Limit">What an instance may use; null for no limit.</param>
/// <param name="IsLevel">True where a column of several seconds shows the highest of them, false for their mean.</param>
/// <param name="Least">The axis goes at least so far: next to nothing must not look like much.</param>
internal sealed record TargetMeasure(string Name, string Unit, string Short, Func<TargetPoint, double> Read, Func<TargetSeries, double?> Limit, bool IsLevel, double Least)
{
    /// <summary>Bytes of a KiB.</summary>
    public const double KibiByte = 1024;

    /// <summary>Bytes of a MiB.</summary>
    public const double MebiByte = KibiByte * 1024;

    /// <summary>What there is to show of some instances: CPU and memory, and network and disk where any flowed.</summary>
    public static IEnumerable<TargetMeasure> Of(IReadOnlyList<TargetSeries> instances)
    {
        if (instances.Count == 0) yield break;
        yield return new("CPU of targets", "cores", "cores", point => point.Cpu, series => series.CpuLimit, true, 0.1);
        yield return new("Memory of targets", "MiB", "MiB", point => point.Memory / MebiByte, series => series.MemoryLimit / MebiByte, true, 10);
        if (Flow("Network of targets, received and sent", "net", instances, point => Sum(point.Received, point.Sent)) is { } network) yield return network;
        if (Flow("Disk of targets, read and written", "disk", instances, point => Sum(point.Read, point.Written)) is { } disk) yield return disk;
    }

    private static TargetMeasure? Flow(string name, string word, IReadOnlyList<TargetSeries> instances, Func<TargetPoint, double> read)
    {
        var most = instances.SelectMany(series => series.Points).Select(read).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var (size, unit) = most >= MebiByte ? (MebiByte, "MiB/s") : (KibiByte, "KiB/s");
        return most > 0 ? new(name, unit, $"{word} {unit}", point => read(point) / size, _ => null, false, 1) : null;
    }

    private static double Sum(double one, double other) => double.IsNaN(one) ? other : double.IsNaN(other) ? one : one + other;
}
