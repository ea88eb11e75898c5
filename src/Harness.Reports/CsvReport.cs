using System.Globalization;
using Harness.Checks;
using Harness.Metrics;

namespace Harness.Reports;

/// <summary>series.csv: a row for every second and step, and one for all steps with what the generator did (RFC 4180, invariant numbers, the warm-up at negative seconds).</summary>
public sealed class CsvReport : IReport
{
    /// <summary>The first line.</summary>
    public const string Head = "second,step,requests,failed,p50_ms,p95_ms,p99_ms,faults,planned_iterations,started_iterations,dropped_iterations,vus,generator_cpu";

    /// <inheritdoc/>
    public string Format => "csv";

    /// <inheritdoc/>
    public string FileName => "series.csv";

    /// <inheritdoc/>
    public void Write(RunFold run, Judgement judgement, Stream to)
    {
        using var csv = Csv.On(to);
        csv.WriteLine(Head);
        var steps = run.Plan.Requests.Select(step => (step.Name, Points: run.Series.Of(step.Name))).ToList();
        var all = run.Series.Of(Series.AllSteps);
        foreach (var (second, totals) in run.Series.Seconds)
        {
            var faults = Csv.Faults(run, second);
            foreach (var (name, points) in steps)
            {
                if (points.TryGetValue(second, out var point)) csv.WriteLine(Row(second, name, point, faults, ",,,,"));
            }
            var load = string.Join(',', Csv.Number(totals.Planned), totals.Started, totals.Dropped, totals.VUs, Csv.Number(totals.Cpu));
            csv.WriteLine(Row(second, Series.AllSteps, all.GetValueOrDefault(second, new(0, 0, double.NaN, double.NaN, double.NaN)), faults, load));
        }
    }

    private static string Row(int second, string step, SecondPoint point, string faults, string load) => string.Create(CultureInfo.InvariantCulture,
        $"{second},{Csv.Field(step)},{point.Requests},{point.Failed},{Csv.Number(point.P50)},{Csv.Number(point.P95)},{Csv.Number(point.P99)},{Csv.Field(faults)},{load}");
}
