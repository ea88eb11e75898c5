namespace Harness.Plans;

/// <summary>A part of an iteration.</summary>
public abstract record Step;

/// <summary>A pause, drawn evenly between two times.</summary>
/// <param name="Shortest">At least this long.</param>
/// <param name="Longest">At most this long; equal to <paramref name="Shortest"/> for a fixed pause.</param>
public sealed record ThinkStep(TimeSpan Shortest, TimeSpan Longest) : Step;

/// <summary>One HTTP request, what its answer must be, and what is taken from it.</summary>
public sealed record RequestStep : Step
{
    /// <summary>Its <c>name</c>, else <c>METHOD path</c>; unique in the scenario; what the selector <c>step:</c> means.</summary>
    public required string Name { get; init; }

    /// <summary>GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.</summary>
    public required string Method { get; init; }

    /// <summary>A path that goes to the load's target, or an absolute http(s) URL.</summary>
    public required Template Url { get; init; }

    /// <summary>Headers, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Headers { get; init; } = [];

    /// <summary>The body as text, or null for none. From <c>json:</c> it is JSON text whose strings may hold variables; from <c>body:</c> it is as written.</summary>
    public Template? Body { get; init; }

    /// <summary>True where the body came from <c>json:</c>: its Content-Type is application/json and variables are escaped for JSON.</summary>
    public bool BodyIsJson { get; init; }

    /// <summary>What the answer must be. A check that does not hold makes the step failed; the iteration goes on.</summary>
    public IReadOnlyList<StepCheck> Checks { get; init; } = [];

    /// <summary>Variables to take from a JSON answer.</summary>
    public IReadOnlyList<Extraction> Extract { get; init; } = [];

    /// <summary>The longest a request may take. Default 60 s, as in k6.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A variable taken from a JSON answer: the first node that the path selects.</summary>
/// <param name="Variable">The name by which later steps of the iteration read it.</param>
/// <param name="Path">The JSONPath (RFC 9535, its singular queries).</param>
public sealed record Extraction(string Variable, JsonPath Path);

/// <summary>Something an answer must be.</summary>
/// <param name="Name">As written, for the selector <c>check:</c>, counts and messages: <c>status: 201</c>, <c>duration: &lt; 800ms</c>.</param>
public abstract record StepCheck(string Name);

/// <summary>The status must be one of these.</summary>
/// <param name="Name">As written.</param>
/// <param name="Statuses">HTTP status codes.</param>
public sealed record StatusCheck(string Name, IReadOnlyList<int> Statuses) : StepCheck(Name)
{
    private readonly int[] right = [.. Statuses];

    /// <summary>True for a status that is right.</summary>
    public bool Holds(int status) => Array.IndexOf(right, status) >= 0;
}

/// <summary>The response time, counted from when the step was due, must be below (or at most) a limit.</summary>
/// <param name="Name">As written.</param>
/// <param name="Comparison">How to compare.</param>
/// <param name="Limit">With what.</param>
public sealed record DurationCheck(string Name, Comparison Comparison, TimeSpan Limit) : StepCheck(Name);
