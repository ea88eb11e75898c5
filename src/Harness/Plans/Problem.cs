namespace Harness.Plans;

/// <summary>Something wrong in a plan: where, what, and what would be right.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Message">What is wrong, the value, and what would be right.</param>
/// <param name="IsRefusal">True where the plan is well formed but a safety limit refuses it (exit code 116, not 104).</param>
public sealed record Problem(string Path, int Line, int Column, string Message, bool IsRefusal = false)
{
    /// <summary><c>file:line:column: message</c>, the form editors and terminals make a link of.</summary>
    public override string ToString() => $"{Path}:{Line}:{Column}: {Message}";
}

/// <summary>A plan, or all that is wrong with it.</summary>
/// <param name="Plan">Null where there are problems.</param>
/// <param name="Problems">In order of place; empty where there is a plan.</param>
/// <param name="Warnings">What is allowed but probably not meant; shown, never fatal.</param>
public sealed record PlanReading(Plan? Plan, IReadOnlyList<Problem> Problems, IReadOnlyList<Problem> Warnings)
{
    /// <summary>Every value that holds, with where it comes from; of a plan with problems what could be read.</summary>
    public IReadOnlyList<PlanValue> Values { get; init; } = [];
}
