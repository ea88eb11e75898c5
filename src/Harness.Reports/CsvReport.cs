using System.Globalization;
using System.Text;
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
        using var csv = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        csv.WriteLine(Head);
        var steps = run.Plan.Requests.Select(step => (step.Name, Points: run.Series.Of(step.Name))).ToList();
        var all = run.Series.Of(Series.AllSteps);
        foreach (var (second, totals) in run.Series.Seconds)
        {
            var faults = string.Join('+', run.Faults.Where(story => story.InjectingAt is not null && story.WasInForce(TimeSpan.FromSeconds(second + 1))).Select(story => story.Fault.Name));
            foreach (var (name, points) in steps)
            {
                if (points.TryGetValue(second, out var point)) csv.WriteLine(Row(second, name, point, faults, ",,,,"));
            }
            var load = string.Join(',', Number(totals.Planned), totals.Started, totals.Dropped, totals.VUs, Number(totals.Cpu));
            csv.WriteLine(Row(second, Series.AllSteps, all.GetValueOrDefault(second, new(0, 0, double.NaN, double.NaN, double.NaN)), faults, load));
        }
    }

    private static string Row(int second, string step, SecondPoint point, string faults, string load) => string.Create(CultureInfo.InvariantCulture,
        $"{second},{Field(step)},{point.Requests},{point.Failed},{Number(point.P50)},{Number(point.P95)},{Number(point.P99)},{Field(faults)},{load}");

    /// <summary>At most three decimals; nothing where nothing was measured.</summary>
    private static string Number(double number) => double.IsFinite(number) ? number.ToString("0.###", CultureInfo.InvariantCulture) : "";

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
