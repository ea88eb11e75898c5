using System.Globalization;
using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports;

/// <summary>targets.csv, beside series.csv: a row for every second and instance of a target; of runs in which somebody looked.</summary>
public sealed class TargetsCsvReport : IReport
{
    /// <summary>The first line.</summary>
    public const string Head = "second,target,instance,state,cpu_cores,cpu_limit_cores,memory_bytes,memory_limit_bytes,network_received_bytes,network_sent_bytes,disk_read_bytes,disk_written_bytes,faults";

    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public string FileName => "targets.csv";

    /// <inheritdoc/>
    public bool IsOf(RunFold run) => run.Series.Targets.Instances.Count > 0;

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        using var csv = Csv.On(to);
        csv.WriteLine(Head);
        var rows = run.Series.Targets.Instances.SelectMany(series => series.Points.Select(point => (Series: series, Point: point)));
        foreach (var (series, point) in rows.OrderBy(row => row.Point.Second)) csv.WriteLine(Row(series, point, Csv.Faults(run, point.Second)));
    }

    private static string Row(TargetSeries series, TargetPoint point, string faults) => string.Create(CultureInfo.InvariantCulture,
        $"{point.Second},{Csv.Field(series.Target)},{Csv.Field(series.Instance)},{point.State.ToString().ToLowerInvariant()},{Csv.Number(point.Cpu)},{Csv.Number(series.CpuLimit)},{Csv.Number(point.Memory)},{Csv.Number(series.MemoryLimit)},{Csv.Number(point.Received)},{Csv.Number(point.Sent)},{Csv.Number(point.Read)},{Csv.Number(point.Written)},{Csv.Field(faults)}");
}
