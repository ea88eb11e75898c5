using Harness.Journal;
using Harness.Load;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>Whether the plan sends, within a probe's window, anything that the probe looks at: only then does no data say something.</summary>
internal sealed class PlannedLoad
{
    private readonly IReadOnlyList<(LoadPlan Load, Pace Pace, int Requests)> loads;
    private readonly Queue<double> seconds = new();
    private readonly int window;

    public PlannedLoad(Plan plan, MetricProbe probe)
    {
        var selector = probe.Selector;
        loads = [.. plan.Loads.Where(load => selector["load"] is not { } name || name == load.Name)
            .Select(load => (load, new Pace(load.Start, load.Stages), load.Requests.Count(step => selector["step"] is not { } name || name == step.Name)))];
        window = (int)probe.Window.TotalSeconds;
    }

    /// <summary>True where at least one request was to be sent in the window that ends with the last second.</summary>
    public bool Any => seconds.Sum() >= 1;

    /// <summary>Closes a second.</summary>
    /// <param name="second">The second.</param>
    /// <param name="frames">What an open load was to send in it.</param>
    /// <param name="finished">Loads that are done, maybe long before their time.</param>
    public void Close(int second, IReadOnlyList<LoadFrame> frames, IReadOnlyCollection<string> finished)
    {
        seconds.Enqueue(loads.Where(one => !finished.Contains(one.Load.Name)).Sum(one => Planned(one.Load, one.Pace, second, frames) * one.Requests));
        if (seconds.Count > window) seconds.Dequeue();
    }

    /// <summary>A closed load sends as often as it is answered, so a virtual user counts as one request: where all of them hang, that is the very thing to see.</summary>
    private static double Planned(LoadPlan load, Pace pace, int second, IReadOnlyList<LoadFrame> frames)
    {
        if (load.IsOpen) return frames.Where(frame => frame.Load == load.Name).Sum(frame => frame.Planned);
        var at = TimeSpan.FromSeconds(second) - load.StartTime;
        return at < TimeSpan.Zero ? 0 : Math.Floor(pace.Rate(at));
    }
}
