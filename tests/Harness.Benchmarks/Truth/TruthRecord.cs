using System.Diagnostics;

namespace Harness.Benchmarks.Truth;

/// <summary>What a server decided and what it did, since its start or the last reset. Thread-safe.</summary>
internal sealed class TruthRecord(IDelays rule)
{
    private readonly Lock gate = new();
    private readonly List<TimeSpan> made = [];
    private long? first;

    /// <summary>How long the answer to a request that arrived at a timestamp is to be held.</summary>
    public TimeSpan Decide(long arrival)
    {
        lock (gate)
        {
            first ??= arrival;
            // Two threads may bring the first two in the wrong order.
            var after = Stopwatch.GetElapsedTime(first.Value, Math.Max(first.Value, arrival));
            return rule.Next(after);
        }
    }

    /// <summary>An answer was written.</summary>
    public void Add(TimeSpan delay)
    {
        lock (gate) made.Add(delay);
    }

    public TruthFigures Figures
    {
        get { lock (gate) return TruthFigures.Of(made); }
    }

    public void Reset()
    {
        lock (gate)
        {
            made.Clear();
            first = null;
            rule.Reset();
        }
    }
}
