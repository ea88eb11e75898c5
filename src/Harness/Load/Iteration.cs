namespace Harness.Load;

/// <summary>One way through the steps.</summary>
/// <param name="Due">When it is due.</param>
/// <param name="Stage">The name of the stage it belongs to.</param>
/// <param name="Index">Its number in its pace.</param>
internal readonly record struct Iteration(TimeSpan Due, string Stage, long Index);
