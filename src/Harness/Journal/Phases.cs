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
    public IReadOnlyList<string> Between(TimeSpan due, TimeSpan ended)
    {
        var all = spans;
        if (all.Length == 0) return [];
        List<string>? found = null;
        foreach (var span in all)
        {
            if (span.From <= ended && !(span.Until <= due)) (found ??= []).Add(span.Fault);
        }
        return found ?? (IReadOnlyList<string>)[];
    }
}
