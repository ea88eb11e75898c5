namespace Harness.Benchmarks.Programs;

/// <summary>A program and how to run it.</summary>
/// <param name="File">By path or by name on PATH.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Command(string File, params IReadOnlyList<string> Arguments)
{
    /// <summary>The only core that it may use; null for all.</summary>
    public int? Core { get; init; }

    /// <summary>Its working folder; null for ours.</summary>
    public string? Folder { get; init; }

    /// <summary>Environment on top of ours; null takes a variable away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The longest that it may run.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(15);
}
