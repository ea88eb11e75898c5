using Harness.Checks;
using Harness.Metrics;
using Harness.Plans;
using Harness.Reports.Charts;
using Harness.Reports.Targets;

namespace Harness.Reports;

/// <summary>What the sections of a page are drawn from: the run, its judgement, and what several of them need of these.</summary>
internal sealed class Facts
{
    public Facts(RunFold run, Judgement judgement)
    {
        (Run, Judgement) = (run, judgement);
        Sums = new Sums(run);
        All = run.Totals.Select(_ => true);
        Steps = [.. run.Plan.Requests.Select(step => step.Name).Concat(run.Totals.Keys.Select(key => key.Step)).Distinct()];
        Axis = TimeAxis.Between(FirstSecond(run), LastSecond(run));
        Columns = new Columns(run.Series, Axis);
        Phases = PhaseSpans.Of(run, Axis);
        Targets = new TargetLines(run, Axis);
    }

    /// <summary>The run.</summary>
    public RunFold Run { get; }

    /// <summary>Its judgement.</summary>
    public Judgement Judgement { get; }

    /// <summary>Its plan.</summary>
    public Plan Plan => Run.Plan;

    /// <summary>The run's numbers by step and phase.</summary>
    public Sums Sums { get; }

    /// <summary>Everything after the warm-up.</summary>
    public StepTotals All { get; }

    /// <summary>True where load was on for at least a second, be it of the warm-up.</summary>
    public bool WasLoaded => Run.Series.Seconds.Count > 0;

    /// <summary>True where there is something to count.</summary>
    public bool HasRequests => All.Requests > 0;

    /// <summary>The names of the steps that send something, in the plan's order.</summary>
    public IReadOnlyList<string> Steps { get; }

    /// <summary>The time that charts show.</summary>
    public TimeAxis Axis { get; }

    /// <summary>The run over <see cref="Axis"/>.</summary>
    public Columns Columns { get; }

    /// <summary>The phases over <see cref="Axis"/>.</summary>
    public IReadOnlyList<PhaseSpan> Phases { get; }

    /// <summary>What the targets used over <see cref="Axis"/>; empty where nobody looked.</summary>
    public TargetLines Targets { get; }

    /// <summary>Faults that came into force.</summary>
    public IReadOnlyList<FaultStory> Injected => [.. Run.Faults.Where(f => f.InjectingAt is not null)];

    /// <summary>True where the run ended before its plan did, by itself or by a signal.</summary>
    public bool EndedEarly => Run.Stops.Count > 0 || Run.End is null;

    /// <summary>p95 of the response time before the first fault, of one step or of all; NaN without data.</summary>
    public double BaselineP95(string? step = null) => Sums.Within(FrameKey.Baseline, step).ResponseTime.Percentile(95);

    /// <summary>Seconds spent in a phase after t = 0.</summary>
    public double SecondsIn(string phase) =>
        Phases.Where(p => p.Name == phase).Sum(p => Math.Max(0, Math.Min(p.To, Run.Elapsed.TotalSeconds) - Math.Max(p.From, 0)));

    /// <summary>When a fault came into force and when it was gone, or the axis ends.</summary>
    public (double From, double To) Span(FaultStory story) =>
        (story.InjectingAt!.Value.TotalSeconds, Math.Max(story.HealedAt?.TotalSeconds ?? Axis.To, story.InjectingAt.Value.TotalSeconds));

    private static int FirstSecond(RunFold run) => Math.Min(run.Series.Seconds.Keys.FirstOrDefault(), -(int)Math.Ceiling(run.Plan.WarmUp.TotalSeconds));

    private static int LastSecond(RunFold run)
    {
        var seen = run.Series.Seconds.Keys.LastOrDefault(-1) + 1;
        var planned = (int)Math.Ceiling(run.Plan.Duration.TotalSeconds);
        return run.Stops.Count > 0 || run.End is null || run.Elapsed < run.Plan.Duration ? seen : Math.Max(planned, seen);
    }
}
