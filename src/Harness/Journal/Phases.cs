namespace Harness.Journal;

/// <summary>Which faults were in force when: written by the one that makes faults, read by those that record requests.</summary>
public sealed class Phases
{
    private sealed record Span(string Fault, TimeSpan From, TimeSpan? Until);

    private readonly Lock gate = new();
    private volatile Span[] spans = [];

    /// <summary>A fault comes into force.</summary>
    public void Begin(string fault, TimeSpan at)
    {
        lock (gate) spans = [.. spans, new Span(fault, at, null)];
    }

    /// <summary>A fault is healed.</summary>
    public void End(string fault, TimeSpan at)
    {
        lock (gate) spans = [.. spans.Select(s => s.Fault == fault && s.Until is null ? s with { Until = at } : s)];
    }

    /// <summary>The faults in force at any moment between two times, in the order they began. A request in flight when a fault begins is in its phase.</summary>
    /// <param name="due">The first moment.</param>
    /// <param name="ended">The last.</param>
    /// <param name="known">What an earlier call gave: given again where it is the same, so that the one who asks makes nothing anew; null for none.</param>
    public IReadOnlyList<string> Between(TimeSpan due, TimeSpan ended, IReadOnlyList<string>? known = null)
    {
        var all = spans;
        var (count, isKnown) = (0, known is not null);
        foreach (var span in all)
        {
            if (!IsIn(span, due, ended)) continue;
            isKnown = isKnown && count < known!.Count && known[count] == span.Fault;
            count++;
        }
        if (isKnown && count == known!.Count) return known;
        return count == 0 ? None : Among(all, due, ended);
    }

    // Its own method: what a lambda holds is made where its method begins, for every request.
    private static List<string> Among(Span[] all, TimeSpan due, TimeSpan ended) => [.. all.Where(span => IsIn(span, due, ended)).Select(span => span.Fault)];

    private static readonly IReadOnlyList<string> None = [];

    private static bool IsIn(Span span, TimeSpan due, TimeSpan ended) => span.From <= ended && !(span.Until <= due);
}
