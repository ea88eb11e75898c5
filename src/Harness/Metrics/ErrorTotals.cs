namespace Harness.Metrics;

/// <summary>One kind of error: how often, from when to when, and one of them in full.</summary>
/// <param name="Count">How often.</param>
/// <param name="First">The second, from t = 0, in which it was first seen.</param>
/// <param name="Last">The second in which it was last seen.</param>
/// <param name="Sample">What was sent and the beginning of what came back, or null where none was kept.</param>
public sealed record ErrorTotals(long Count, int First, int Last, string? Sample)
{
    /// <summary>Both together.</summary>
    public ErrorTotals Add(ErrorTotals more) => new(Count + more.Count, Math.Min(First, more.First), Math.Max(Last, more.Last), Sample ?? more.Sample);
}
