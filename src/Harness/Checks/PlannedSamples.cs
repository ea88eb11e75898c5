using Harness.Journal;
using Harness.Load;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>What a plan sends of a selection in one second.</summary>
/// <param name="Samples">So many samples, with fractions; of a closed load, which plans none, those of the iterations that it started.</param>
/// <param name="On">For how much of the second something was to be sent.</param>
/// <param name="IsClosed">True where virtual users of a closed load were at it.</param>
internal readonly record struct PlannedSecond(double Samples, TimeSpan On, bool IsClosed);

/// <summary>How many samples of a selection a plan sends: what a window of it must hold.</summary>
internal sealed class PlannedSamples
{
    private readonly LoadTimes times;
    private readonly MetricSelector selector;
    private readonly IReadOnlyList<(LoadPlan Load, double Each, Pace Level)> loads;

    /// <summary>Looks a selection up in a plan.</summary>
    public PlannedSamples(Plan plan, LoadTimes times, MetricSelector selector)
    {
        (this.times, this.selector) = (times, selector);
        loads = [.. plan.Loads.Where(load => selector["load"] is not { } name || name == load.Name)
            .Select(load => (load, Each(load), new Pace(load.Start, load.Stages))).Where(one => one.Item2 > 0)];
        IsForeseen = selector.Metric != "vu_wait" && selector["outcome"] != "failed" && selector["expected_response"] != "false" && selector["status"] is null;
    }

    /// <summary>False where a plan cannot say how many samples there will be: of failed requests, of waits for a virtual user.</summary>
    public bool IsForeseen { get; }

    /// <summary>A second of the plan.</summary>
    /// <param name="second">[second, second + 1) from t = 0.</param>
    /// <param name="frames">Its frames of the loads, which say how many iterations it was to bring.</param>
    public PlannedSecond Of(int second, IReadOnlyList<LoadFrame> frames)
    {
        var (from, to) = (TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(second + 1));
        var (samples, isClosed, on) = (0.0, false, new List<LoadPart>());
        foreach (var (load, each, level) in loads)
        {
            var planned = frames.Where(frame => frame.Load == load.Name).Sum(frame => frame.Planned);
            if (load.IsOpen && planned == 0) continue;
            double Area(LoadPart part) => level.DueBefore(part.To - load.StartTime) - level.DueBefore(part.From - load.StartTime);
            var parts = times.PartsOf(load, from, to).Where(part => Area(part) > 0).ToList();
            var chosen = parts.Where(part => selector["stage"] is not { } stage || stage == part.Stage).ToList();
            if (chosen.Count == 0) continue;
            samples += planned * each * chosen.Sum(Area) / parts.Sum(Area);
            isClosed |= !load.IsOpen;
            on.AddRange(chosen);
        }
        return new(IsForeseen ? samples : 0, Together(on), isClosed);
    }

    /// <summary>How many samples of an iteration a selector takes.</summary>
    private double Each(LoadPlan load)
    {
        if (!Measures.Of(selector.Metric).Name.Tags.Contains("step")) return 1;
        var steps = load.Requests.Where(step => selector["step"] is not { } wanted || wanted == step.Name);
        return selector.Metric == "checks" ? steps.Sum(step => step.Checks.Count(check => selector["check"] is not { } name || name == check.Name)) : steps.Count();
    }

    /// <summary>The time that is in at least one of the parts.</summary>
    private static TimeSpan Together(List<LoadPart> parts)
    {
        var (sum, until) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var part in parts.OrderBy(part => part.From))
        {
            var from = part.From > until ? part.From : until;
            if (part.To <= from) continue;
            sum += part.To - from;
            until = part.To;
        }
        return sum;
    }
}
