namespace Harness.Plans;

/// <summary>How much traffic, when: an executor with its stages. Words and behaviour are k6's where k6 has them.</summary>
public sealed record LoadPlan
{
    /// <summary>The target that relative paths of steps go to, or null when every step gives an absolute URL.</summary>
    public string? Target { get; init; }

    /// <summary>Who decides when an iteration starts.</summary>
    public required Executor Executor { get; init; }

    /// <summary>Where the first stage starts from: iterations a second (open), or virtual users (closed). Default 0.</summary>
    public double Start { get; init; }

    /// <summary>Extra time at <see cref="Start"/> before t = 0, judged nowhere. Default none.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Straight lines from level to level; never empty.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>The most virtual users at once; open executors only. Default 10,000.</summary>
    public int MaxVUs { get; init; } = 10_000;

    /// <summary>How long iterations in flight may go on after the last stage or a stop. Default 30 s, as in k6.</summary>
    public TimeSpan GracefulStop { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a virtual user that a ramp takes away may finish its iteration; closed executors only. Default 30 s, as in k6.</summary>
    public TimeSpan GracefulRampDown { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The name of the stage at a time from t = 0; after the end it is the last one's.</summary>
    public string StageAt(TimeSpan at)
    {
        var end = TimeSpan.Zero;
        foreach (var stage in Stages)
        {
            end += stage.Duration;
            if (at < end) return stage.Name;
        }
        return Stages[^1].Name;
    }

    /// <summary>True where due times are set by the plan, not by the answers.</summary>
    public bool IsOpen => Executor == Executor.RampingArrivalRate;
}

/// <summary>Who decides when an iteration starts.</summary>
public enum Executor
{
    /// <summary>Open model: iterations start at a planned rate, whether or not earlier ones were answered. k6's <c>ramping-arrival-rate</c>.</summary>
    RampingArrivalRate,

    /// <summary>Closed model: a planned number of virtual users, each starting its next iteration when it ended the last. k6's <c>ramping-vus</c>.</summary>
    RampingVUs,
}

/// <summary>A straight line of the load, from where the stage before ended to <paramref name="Target"/>.</summary>
/// <param name="Name">Its <c>name</c>, else its number from 1; what the selector <c>stage:</c> means.</param>
/// <param name="Duration">How long; zero is a jump.</param>
/// <param name="Target">Iterations a second (open) or virtual users (closed) at its end.</param>
public sealed record Stage(string Name, TimeSpan Duration, double Target);
