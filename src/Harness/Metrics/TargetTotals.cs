namespace Harness.Metrics;

/// <summary>What one instance of a target used after the warm-up: the sums and the highest of its seconds. NaN where nothing was measured.</summary>
public sealed class TargetTotals
{
    /// <summary>Adds up an instance's seconds from t = 0 on.</summary>
    public TargetTotals(TargetSeries series)
    {
        Series = series;
        var points = series.Points.Where(point => point.Second >= 0).ToList();
        Seconds = points.Count;
        Stopped = points.Count(point => point.State == Journal.TargetState.Stopped);
        if (points.Count == 0) return;
        (CpuPeak, MemoryPeak) = (points.MaxBy(point => point.Cpu), points.MaxBy(point => point.Memory));
        (CpuAverage, MemoryAverage) = (points.Average(point => point.Cpu), points.Average(point => point.Memory));
        Received = Sum(points.Select(point => point.Received));
        Sent = Sum(points.Select(point => point.Sent));
        Read = Sum(points.Select(point => point.Read));
        Written = Sum(points.Select(point => point.Written));
    }

    /// <summary>The instance.</summary>
    public TargetSeries Series { get; }

    /// <summary>Seconds measured.</summary>
    public int Seconds { get; }

    /// <summary>Of them without it.</summary>
    public int Stopped { get; }

    /// <summary>The second of most CPU, the first of several; null where nothing was measured.</summary>
    public TargetPoint? CpuPeak { get; }

    /// <summary>The second of most memory, likewise.</summary>
    public TargetPoint? MemoryPeak { get; }

    /// <summary>Cores used, the mean.</summary>
    public double CpuAverage { get; } = double.NaN;

    /// <summary>Bytes held, the mean.</summary>
    public double MemoryAverage { get; } = double.NaN;

    /// <summary>Bytes received in all.</summary>
    public double Received { get; } = double.NaN;

    /// <summary>Bytes sent in all.</summary>
    public double Sent { get; } = double.NaN;

    /// <summary>Bytes read from disks in all.</summary>
    public double Read { get; } = double.NaN;

    /// <summary>Bytes written to disks in all.</summary>
    public double Written { get; } = double.NaN;

    private static double Sum(IEnumerable<double> bytes)
    {
        var known = bytes.Where(double.IsFinite).ToList();
        return known.Count == 0 ? double.NaN : known.Sum();
    }
}
