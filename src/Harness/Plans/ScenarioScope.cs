namespace Harness.Plans;

/// <summary>What the parts of a scenario must know of each other and of harness.json while they are read.</summary>
/// <param name="settings">harness.json, or null where it could not be read: then nothing is checked against it.</param>
/// <param name="catalog">The kinds a plan may name.</param>
internal sealed class ScenarioScope(Settings? settings, PlanCatalog catalog)
{
    public static readonly IReadOnlyList<string> PhasesWithoutFault = ["baseline", "recovery", "after"];

    public Settings? Settings { get; } = settings;

    public PlanCatalog Catalog { get; } = catalog;

    public KnownNames Loads { get; } = new("load");

    public KnownNames Stages { get; } = new("stage");

    public KnownNames Steps { get; } = new("step");

    public KnownNames Checks { get; } = new("check");

    /// <summary>Of the hypothesis and of the stop conditions: an answer is told by the name of its probe.</summary>
    public KnownNames Probes { get; } = new("probe");

    public KnownNames Faults { get; } = new("fault");

    /// <summary>True where the loads that go through the steps being read say <c>target</c>, even one that does not exist: relative paths have somewhere to go.</summary>
    public bool HasTarget { get; set; }

    /// <summary>Where the first load's target answers (a group: its first instance), or null.</summary>
    public Uri? TargetUrl { get; set; }

    /// <summary>When the last load ends, or null where that could not be read.</summary>
    public TimeSpan? Duration { get; set; }

    /// <summary>The values that a tag can have, or null where any is right.</summary>
    public KnownNames? ValuesOf(string tag) => tag switch
    {
        "load" => Loads,
        "step" => Steps,
        "stage" => Stages,
        "check" => Checks,
        "phase" => Fixed("phase", [.. Faults.All, .. PhasesWithoutFault], Faults.IsComplete),
        "status" => Fixed("status", ["2xx", "3xx", "4xx", "5xx"], isComplete: true),
        "expected_response" => Fixed("expected_response", ["true", "false"], isComplete: true),
        "outcome" => Fixed("outcome", ["ok", "failed", "any"], isComplete: true),
        _ => null,
    };

    private static KnownNames Fixed(string what, IReadOnlyList<string> names, bool isComplete)
    {
        var known = new KnownNames(what) { IsComplete = isComplete };
        foreach (var name in names)
            known.Add(name);
        return known;
    }
}
