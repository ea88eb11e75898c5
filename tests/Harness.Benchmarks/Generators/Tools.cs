using System.Text.RegularExpressions;

namespace Harness.Benchmarks.Generators;

/// <summary>The generators of others that Debian has.</summary>
internal static partial class Tools
{
    private static readonly string s_connections = $"{IGenerator.Connections}";

    /// <summary>wrk counts time, in whole seconds.</summary>
    public static ToolGenerator Wrk { get; } = new("wrk",
        (url, size) => ["-t", "1", "-c", s_connections, "-d", $"{Math.Max(1, Math.Round(size.Length.TotalSeconds)):0}s", url],
        WrkAnswered(), WrkWrong());

    /// <summary>ApacheBench, with keep-alive.</summary>
    public static ToolGenerator Ab { get; } = new("ab",
        (url, size) => ["-q", "-k", "-n", $"{size.Requests}", "-c", s_connections, url],
        AbAnswered(), AbWrong());

    public static ToolGenerator Hey { get; } = new("hey",
        (url, size) => ["-cpus", "1", "-n", $"{size.Requests}", "-c", s_connections, url],
        HeyAnswered(), HeyWrong());

    /// <summary>nghttp2's, over HTTP/1.1.</summary>
    public static ToolGenerator H2Load { get; } = new("h2load",
        (url, size) => ["--h1", "-t", "1", "-n", $"{size.Requests}", "-c", s_connections, url],
        H2LoadAnswered(), H2LoadWrong());

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkAnswered();

    [GeneratedRegex(@"(?:Non-2xx|Socket errors).*")]
    private static partial Regex WrkWrong();

    [GeneratedRegex(@"Complete requests:\s+(\d+)")]
    private static partial Regex AbAnswered();

    [GeneratedRegex(@"(?:Failed requests:\s+[1-9]|Non-2xx responses).*")]
    private static partial Regex AbWrong();

    [GeneratedRegex(@"\[200\]\s+(\d+) responses")]
    private static partial Regex HeyAnswered();

    [GeneratedRegex(@"Error distribution:|\[(?!200)\d{3}\]\s+\d+ responses")]
    private static partial Regex HeyWrong();

    [GeneratedRegex(@"status codes: (\d+) 2xx")]
    private static partial Regex H2LoadAnswered();

    [GeneratedRegex(@"[1-9]\d* (?:failed|errored|timeout)\b")]
    private static partial Regex H2LoadWrong();
}
