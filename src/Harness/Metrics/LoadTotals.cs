using Harness.Journal;

namespace Harness.Metrics;

/// <summary>The sum of load frames after the warm-up, of one load or of several.</summary>
public sealed class LoadTotals
{
    private long largestLag;

    /// <summary>Iterations that the plan put into the seconds so far.</summary>
    public double Planned { get; private set; }

    /// <summary>Iterations started.</summary>
    public long Started { get; private set; }

    /// <summary>Iterations ended.</summary>
    public long Completed { get; private set; }

    /// <summary>Iterations dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>Iterations that waited over 10 ms for a virtual user.</summary>
    public long HeldBack { get; private set; }

    /// <summary>Virtual users busy: the most at once in each second.</summary>
    public Gauge VUs { get; } = new();

    /// <summary>Virtual users that there may be.</summary>
    public Gauge VUsMax { get; } = new();

    /// <summary>Actual start - due, while a virtual user was free.</summary>
    public Histogram Lag { get; } = new();

    /// <summary>The second, from t = 0, with the largest lag, the first of several; null where there is none.</summary>
    public int? LargestLagAt { get; private set; }

    /// <summary>Waiting for a virtual user.</summary>
    public Histogram VuWait { get; } = new();

    /// <summary>Due to the end of the last step.</summary>
    public Histogram IterationDuration { get; } = new();

    /// <summary>Adds a frame. An iteration due at t = 0 may start in the frame that closes just then, so counts are taken from all frames; what belongs to a second, only from those after t = 0.</summary>
    public void Add(LoadFrame frame)
    {
        Started += frame.Counted;
        Completed += frame.Completed;
        Dropped += frame.Dropped;
        HeldBack += frame.HeldBack;
        if (frame.Lag.Length > 0 && (LargestLagAt is null || frame.Lag[^2] > largestLag)) (LargestLagAt, largestLag) = (Math.Max(0, frame.Second), frame.Lag[^2]);
        Lag.Add(frame.Lag);
        VuWait.Add(frame.VuWait);
        IterationDuration.Add(frame.IterationDuration);
        if (frame.Second < 0) return;
        Planned += frame.Planned;
    }

    /// <summary>Takes a second's virtual users.</summary>
    /// <param name="busy">The most at once.</param>
    /// <param name="most">That there may be.</param>
    public void Look(int busy, int most)
    {
        VUs.Set(busy);
        VUsMax.Set(most);
    }
}
