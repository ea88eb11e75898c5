using System.Diagnostics;

namespace Harness.Benchmarks.Truth;

/// <summary>What a server decided and what it did, since its start or the last reset. Thread-safe.</summary>
internal sealed class TruthRecord(IDelays rule)
{
    private readonly Lock gate = new();
    private readonly List<TimeSpan> made = [];
    private long? first;
    private int resets;

    /// <summary>How long the answer to a request that arrived at a timestamp is to be held, and what to give back to <see cref="Add"/>.</summary>
    public (TimeSpan Delay, int Series) Decide(long arrival)
    {
        lock (gate)
        {
            first ??= arrival;
            // Two threads may bring the first two in the wrong order.
            return (rule.Next(Stopwatch.GetElapsedTime(first.Value, Math.Max(first.Value, arrival))), resets);
        }
    }

    /// <summary>An answer was written. One to a request from before a reset is not counted: whoever resets may have it before we come here.</summary>
    public void Add(int series, TimeSpan delay)
    {
        lock (gate)
        {
            if (series == resets) made.Add(delay);
        }
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
            resets++;
            rule.Reset();
        }
    }
}
