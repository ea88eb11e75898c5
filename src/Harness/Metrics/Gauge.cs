namespace Harness.Metrics;

/// <summary>A level that is looked at once a second; NaN before the first look.</summary>
public sealed class Gauge
{
    /// <summary>The last level.</summary>
    public double Last { get; private set; } = double.NaN;

    /// <summary>The lowest.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The highest.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>How often it was looked at.</summary>
    public int Seconds { get; private set; }

    /// <summary>Takes a second's level.</summary>
    public void Set(double level)
    {
        Last = level;
        Min = level >= Min ? Min : level;
        Max = level <= Max ? Max : level;
        Seconds++;
    }
}
