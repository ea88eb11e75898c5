namespace Harness.Plans;

/// <summary>What breaks, when, and for how long.</summary>
public sealed record PlannedFault
{
    /// <summary>Unique in the scenario; what the selector <c>phase:</c> means.</summary>
    public required string Name { get; init; }

    /// <summary>A, B, C …: its mark in charts, tables and console, by order in time.</summary>
    public required string Letter { get; init; }

    /// <summary>When it is injected, from t = 0.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>How long it stays, or null: until the run ends, or what its action says (<see cref="FaultAction.Duration"/>).</summary>
    public TimeSpan? For { get; init; }

    /// <summary>True where the steady state may be broken while it is on (<c>during: tolerated</c>).</summary>
    public bool ToleratedDuring { get; init; }

    /// <summary>What it does, to what.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>When its healing starts, from t = 0, or null: at the end of the run.</summary>
    public TimeSpan? Until => (For ?? Action.Duration) is { } length ? At + length : null;
}

/// <summary>What a fault does, to what. A kind of fault derives its own.</summary>
/// <param name="Kind">The word in the scenario: <c>latency</c>, <c>reset</c>, <c>kill</c>.</param>
/// <param name="Target">The name of a target or a proxy in harness.json; empty for what acts on nothing there, a command of another tool.</param>
public abstract record FaultAction(string Kind, string Target)
{
    /// <summary>All names in harness.json that it acts on: one, none, or several where its kind takes them.</summary>
    public virtual IReadOnlyList<string> Targets => Target.Length == 0 ? [] : [Target];

    /// <summary>How long it lasts by itself (a kill: until its restart), or null where <c>for:</c> says it.</summary>
    public virtual TimeSpan? Duration => null;

    /// <summary>True where <c>for:</c> has a meaning; a kill has none, it says restartAfter.</summary>
    public virtual bool TakesFor => true;

    /// <summary>Texts with <c>${env:…}</c> in them, whose values must be set and are shown nowhere.</summary>
    public virtual IEnumerable<Template> Templates => [];

    /// <summary>What is done, for people: <c>+200 ms ± 50 ms on half of the connections of payments-link</c>.</summary>
    public abstract string Description { get; }

    /// <summary>How it is undone, for people: <c>remove the toxic slow-payments from payments-link</c>.</summary>
    public abstract string UndoDescription { get; }
}
