using System.Text.Json;

namespace Harness.Benchmarks.Runs;

/// <summary>What a run's summary.json says.</summary>
/// <param name="Verdict"><c>pass</c>, <c>fail</c> or <c>invalid</c>.</param>
/// <param name="ExitCode">Of the run.</param>
/// <param name="Reasons">Worst first.</param>
/// <param name="Transport">What sent the requests.</param>
/// <param name="LagP99">How late 99 % of the iterations began at most, in milliseconds: what the run itself says that its numbers may be too high by.</param>
/// <param name="Metrics">By name, narrowed ones too: <c>response_time{step:ask}</c>.</param>
internal sealed record RunSummary(string Verdict, int ExitCode, IReadOnlyList<string> Reasons, string Transport, double LagP99, JsonElement Metrics)
{
    /// <summary>An exit code that says that the generator was not up to it.</summary>
    public const int Invalid = 114;

    public static RunSummary Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        return new RunSummary(
            root.GetProperty("verdict").GetString()!,
            root.GetProperty("exitCode").GetInt32(),
            [.. root.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!.Replace('\u00A0', ' '))],
            root.GetProperty("environment").GetProperty("transport").GetString() ?? "",
            root.GetProperty("validity").GetProperty("measures").EnumerateArray().FirstOrDefault(measure => measure.GetProperty("name").GetString() == "schedule lag p99") is { ValueKind: JsonValueKind.Object } lag
                && lag.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.NaN,
            root.GetProperty("metrics").Clone());
    }

    /// <summary>A number of a metric; NaN where it has none.</summary>
    public double Number(string metric, string part) =>
        Metrics.TryGetProperty(metric, out var values) && values.TryGetProperty(part, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;

    public long Requests => (long)Number("http_reqs", "count");

    public double RequestsPerSecond => Number("http_reqs", "rate");

    /// <summary>The share of requests that failed, 0 to 1.</summary>
    public double Failed => Number("http_req_failed", "rate");
}
