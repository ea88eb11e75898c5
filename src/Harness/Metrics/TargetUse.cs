using Harness.Journal;

namespace Harness.Metrics;

/// <summary>What the targets of a run used, a line of points for every instance; at most <see cref="TargetFrame.MaxInstances"/>.</summary>
public sealed class TargetUse
{
    private readonly Dictionary<(string Target, string Instance), TargetSeries> byName = [];
    private readonly List<TargetSeries> instances = [];

    /// <summary>The instances, in the order in which they were first seen.</summary>
    public IReadOnlyList<TargetSeries> Instances => instances;

    /// <summary>Takes a frame; one beyond the bound, or of a second that its instance has left behind, is left out.</summary>
    public void Add(TargetFrame frame)
    {
        var key = (frame.Target, frame.Instance);
        if (!byName.TryGetValue(key, out var series))
        {
            if (instances.Count == TargetFrame.MaxInstances) return;
            byName[key] = series = new TargetSeries(frame.Target, frame.Instance);
            instances.Add(series);
        }
        series.Add(frame);
    }
}
