namespace Harness.Plans;

/// <summary>What a run shall do and how it is judged: one scenario together with the settings it stands on. Read by <see cref="PlanFile"/>.</summary>
public sealed record Plan
{
    /// <summary>The scenario's name: letters, digits, dashes; it names the folder of the run.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>How much traffic, when, and what it does: side by side on one clock; never empty, each name once.</summary>
    public required IReadOnlyList<LoadPlan> Loads { get; init; }

    /// <summary>What must be true of the whole run's numbers.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>True where the scenario says <c>checks: ignore</c>: failed checks that no threshold covers do not fail the run.</summary>
    public bool IgnoreChecks { get; init; }

    /// <summary>The steady state that must hold before, during and after each fault, or null.</summary>
    public Hypothesis? Hypothesis { get; init; }

    /// <summary>What must hold for the run to go on.</summary>
    public IReadOnlyList<StopCondition> StopConditions { get; init; } = [];

    /// <summary>What breaks, when; ordered by <see cref="PlannedFault.At"/>.</summary>
    public IReadOnlyList<PlannedFault> Faults { get; init; } = [];

    /// <summary>harness.json.</summary>
    public required Settings Settings { get; init; }

    /// <summary>The files this plan was read from, as text, so that a journal holds all that is needed to read it again.</summary>
    public required IReadOnlyList<PlanText> Files { get; init; }

    /// <summary>The steps that send something, in order; one that several loads share stands once.</summary>
    public IEnumerable<RequestStep> Requests => Loads.SelectMany(load => load.Requests).DistinctBy(step => step.Name);

    /// <summary>All probes: of the hypothesis, and of the stop conditions.</summary>
    public IEnumerable<Probe> Probes => [.. Hypothesis?.SteadyState ?? [], .. StopConditions.Select(condition => condition.Probe)];

    /// <summary>True where all due times are set by the plan, none by the answers.</summary>
    public bool IsOpen => Loads.All(load => load.IsOpen);

    /// <summary>The time before t = 0: the longest warm-up of a load.</summary>
    public TimeSpan WarmUp => Loads.Max(load => load.WarmUp);

    /// <summary>When the healing of a fault begins: as it says, at the end of the load at the latest.</summary>
    public TimeSpan HealAt(PlannedFault fault) => fault.Until is { } until && until < Duration ? until : Duration;

    /// <summary>
    /// The same load without a fault: what <c>--no-faults</c> runs. A threshold on a phase that only a fault makes would have no data, which says nothing
    /// of a rehearsal; it is left out.
    /// </summary>
    public Plan Rehearsal => this with { Faults = [], Thresholds = [.. Thresholds.Where(threshold => threshold.Selector["phase"] is null or "baseline")] };

    /// <summary>The planned length from t = 0 to the end of the last load; for a load of so many iterations the longest that it may take.</summary>
    public TimeSpan Duration => Loads.Max(load => load.End);
}

/// <summary>A file a plan was read from.</summary>
/// <param name="Role"><c>scenario</c> or <c>settings</c>.</param>
/// <param name="Path">As the user gave it, relative to the folder the command was started in where possible.</param>
/// <param name="Text">The file's whole text; <c>${env:…}</c> stands unexpanded.</param>
public sealed record PlanText(string Role, string Path, string Text);
