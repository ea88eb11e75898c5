namespace Harness.Plans;

/// <summary>
/// A value in a plan's file together with its place, so that whoever reads it can say what is wrong with it and where.
/// YAML and JSON are both read into it. The typed getters (PlanNode.Values.cs) note a problem and return null where the value does not fit:
/// <code>
/// if (!arguments.Takes("target", "latency")) return null;
/// var latency = arguments.Required("latency")?.Duration();
/// </code>
/// </summary>
public sealed partial class PlanNode
{
    private readonly ProblemList problems;
    private readonly string? scalar;
    private readonly bool quoted;
    private List<PlanEntry>? entries;
    private List<PlanNode>? items;

    internal PlanNode(ProblemList problems, string path, int line, int column, string name, string? scalar = null, bool quoted = false)
    {
        this.problems = problems;
        this.scalar = scalar;
        this.quoted = quoted;
        Path = path;
        Line = line;
        Column = column;
        Name = name;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1.</summary>
    public int Column { get; }

    /// <summary>The keys that lead here, for messages: <c>load.stages.duration</c>; the root is <c>the scenario</c> or <c>harness.json</c>.</summary>
    public string Name { get; }

    /// <summary>True for <c>{ key: value }</c>.</summary>
    public bool IsMapping => entries is not null;

    /// <summary>True for <c>[ item, item ]</c>.</summary>
    public bool IsList => items is not null;

    /// <summary>True for a key with nothing behind it.</summary>
    public bool IsEmpty => IsPlain && scalar is "" or "~" or "null" && !quoted;

    /// <summary>A scalar without quotes, whose type is what it looks like.</summary>
    internal bool IsPlain => scalar is not null && !quoted;

    /// <summary>The scalar's text, whatever its type, or null for a list or a mapping.</summary>
    internal string? Scalar => scalar;

    /// <summary>Keys and values in the order written; empty where this is no mapping.</summary>
    public IReadOnlyList<PlanEntry> Entries => entries ?? [];

    /// <summary>The items of a list; empty where this is none.</summary>
    public IReadOnlyList<PlanNode> Items => items ?? [];

    /// <summary>The value behind a key, or null where this is no mapping or has no such key.</summary>
    public PlanNode? this[string key] => entries?.Find(entry => entry.Key.scalar == key).Value;

    /// <summary>The value behind a key that must be there; notes a problem and returns null where it is not.</summary>
    /// <param name="key">The key.</param>
    /// <param name="example">What it could look like, for the message; null for none.</param>
    public PlanNode? Required(string key, string? example = null)
    {
        if (this[key] is { } value)
            return value;
        if (IsMapping)
            Problem($"{Name} needs '{key}'" + (example is null ? "" : $", such as {example}"));
        return null;
    }

    /// <summary>
    /// True where this is a mapping; else notes a problem. Every key that is not known is refused, with the nearest known one.
    /// </summary>
    /// <param name="known">The keys it may have.</param>
    public bool Takes(params IReadOnlyList<string> known)
    {
        if (!IsMapping)
        {
            Wrong("it is a mapping with " + string.Join(", ", known));
            return false;
        }

        foreach (var (key, _) in Entries)
        {
            if (key.scalar is { } word && !known.Contains(word))
                key.Problem($"unknown key '{Short(word)}' in {Name}{Nearest.Offer(word, known)}");
        }

        return true;
    }

    /// <inheritdoc cref="Takes(IReadOnlyList{string})"/>
    /// <param name="shape">A mapping with keys.</param>
    public bool Takes(Shape shape) => Takes(
    [
        .. shape.Keys!.Select(key => key.Name),
        .. shape.FreePrefix is { } free ? Entries.Select(entry => entry.Key.scalar ?? "").Where(word => word.StartsWith(free, StringComparison.Ordinal)) : [],
    ]);

    /// <summary>Notes that something is wrong here.</summary>
    /// <param name="message">What, the value, and what would be right.</param>
    public void Problem(string message) => problems.Add(new Problem(Path, Line, Column, message));

    /// <summary>Notes that a safety limit refuses this (exit code 116).</summary>
    /// <param name="message">What is refused, by which limit, and what would be allowed.</param>
    public void Refuse(string message) => problems.Add(new Problem(Path, Line, Column, message, IsRefusal: true));

    /// <summary>Notes that this is allowed but probably not meant.</summary>
    /// <param name="message">What, and what was probably meant.</param>
    public void Warn(string message) => problems.Warn(new Problem(Path, Line, Column, message));

    /// <summary>Notes <c>load.stages.duration is '5x'; (what would be right)</c>.</summary>
    /// <param name="right">What would be right.</param>
    public void Wrong(string right) => Problem($"{Name} is {Shown}; {right}");

    /// <inheritdoc/>
    public override string ToString() => $"{Path}:{Line}:{Column}: {Name}";

    internal void Add(PlanNode key, PlanNode value) => (entries ??= []).Add(new PlanEntry(key, value));

    internal void Add(PlanNode item) => (items ??= []).Add(item);

    internal PlanNode AsMapping()
    {
        entries ??= [];
        return this;
    }

    internal PlanNode AsList()
    {
        items ??= [];
        return this;
    }

    private string Shown => IsMapping ? "a mapping" : IsList ? "a list" : IsEmpty || scalar!.Length == 0 ? "empty" : $"'{Short(scalar!)}'";

    private static string Short(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 59), "…");
}

/// <summary>A key and its value in a mapping of a plan.</summary>
/// <param name="Key">The key, as a node with its own place.</param>
/// <param name="Value">The value.</param>
public readonly record struct PlanEntry(PlanNode Key, PlanNode Value);
