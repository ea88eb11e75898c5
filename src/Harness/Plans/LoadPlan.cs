namespace Harness.Plans;

/// <summary>How much traffic, when, and what it does: an executor with its options. Words and behaviour are k6's where k6 has them.</summary>
public sealed record LoadPlan
{
    /// <summary>The name of a load that stands alone, as in k6.</summary>
    public const string DefaultName = "default";

    /// <summary>What the selector <c>load:</c> means. Default <see cref="DefaultName"/>.</summary>
    public string Name { get; init; } = DefaultName;

    /// <summary>The target that relative paths of steps go to, or null when every step gives an absolute URL.</summary>
    public string? Target { get; init; }

    /// <summary>Who decides when an iteration starts.</summary>
    public required Executor Executor { get; init; }

    /// <summary>What one iteration does, in order; never empty.</summary>
    public required IReadOnlyList<Step> Steps { get; init; }

    /// <summary>When it begins, from t = 0. Default 0.</summary>
    public TimeSpan StartTime { get; init; }

    /// <summary>Where the first stage starts from: iterations a second (open), or virtual users (closed). Default 0.</summary>
    public double Start { get; init; }

    /// <summary>Extra time at <see cref="Start"/> before t = 0, judged nowhere. Default none.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Straight lines from level to level. A constant load is one of them; a load of so many iterations has one that lasts <c>maxDuration</c>.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>
    /// Iterations in all (<see cref="Executor.SharedIterations"/>) or of each virtual user (<see cref="Executor.PerVUIterations"/>); null for the others.
    /// </summary>
    public int? Iterations { get; init; }

    /// <summary>How iterations of an open load are spread in time. Default evenly.</summary>
    public Arrival Arrival { get; init; }

    /// <summary>The most virtual users at once; open executors only. Default 10,000.</summary>
    public int MaxVUs { get; init; } = DefaultMaxVUs;

    /// <summary>What happens to an iteration that finds no virtual user free; open executors only. Default it waits.</summary>
    public OnVULimit OnVULimit { get; init; }

    /// <summary>The most iterations that wait in line; what comes on top is dropped. Null for the default, what the highest rate brings in ten seconds.</summary>
    public int? MaxBacklog { get; init; }

    /// <summary>The most iterations that wait in line, whatever says so; however high the rate, never more than ten million.</summary>
    public int Backlog => MaxBacklog ?? (int)Math.Clamp(Math.Ceiling(Highest * DefaultBacklog.TotalSeconds), 1, 10_000_000);

    /// <summary>How long iterations in flight may go on after the last stage or a stop. Default 30 s, as in k6.</summary>
    public TimeSpan GracefulStop { get; init; } = DefaultGrace;

    /// <summary>How long a virtual user that a ramp takes away may finish its iteration; closed executors only. Default 30 s, as in k6.</summary>
    public TimeSpan GracefulRampDown { get; init; } = DefaultGrace;

    /// <summary>Of <see cref="MaxVUs"/>.</summary>
    public const int DefaultMaxVUs = 10_000;

    /// <summary>Of <see cref="GracefulStop"/> and <see cref="GracefulRampDown"/>.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a load of so many iterations may take where it does not say <c>maxDuration</c>; k6's.</summary>
    public static readonly TimeSpan DefaultMaxDuration = TimeSpan.FromMinutes(10);

    /// <summary>The line holds what the highest rate brings in this time where the plan does not say <c>maxBacklog</c>.</summary>
    public static readonly TimeSpan DefaultBacklog = TimeSpan.FromSeconds(10);

    /// <summary>
    /// True where the code of its steps runs in the thread pool and not on the loop: code that blocks then holds up its own virtual user only. Default false.
    /// </summary>
    public bool OffLoop { get; init; }

    /// <summary>How its connections behave.</summary>
    public ConnectionPlan Connections { get; init; } = new();

    /// <summary>Its length, from <see cref="StartTime"/> to the end of the last stage.</summary>
    public TimeSpan Duration => Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Duration);

    /// <summary>Its planned end, from t = 0.</summary>
    public TimeSpan End => StartTime + Duration;

    /// <summary>The highest level: iterations a second (open), or virtual users (closed).</summary>
    public double Highest => Stages.Select(stage => stage.Target).Append(Start).Max();

    /// <summary>The steps that send something, in order.</summary>
    public IEnumerable<RequestStep> Requests => Steps.OfType<RequestStep>();

    /// <summary>The name of the stage at a time from t = 0; after the end it is the last one's.</summary>
    public string StageAt(TimeSpan at)
    {
        var end = StartTime;
        for (var i = 0; i < Stages.Count - 1; i++)
        {
            end += Stages[i].Duration;
            if (at < end) return Stages[i].Name;
        }
        return Stages[^1].Name;
    }

    /// <summary>True where due times are set by the plan, not by the answers.</summary>
    public bool IsOpen => Executor is Executor.ConstantArrivalRate or Executor.RampingArrivalRate;
}
