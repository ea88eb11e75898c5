using System.Globalization;
using System.Text;
using Harness.Checks;

namespace Harness.Reports;

/// <summary>What the CSV files have in common (RFC 4180, invariant numbers).</summary>
internal static class Csv
{
    /// <summary>A file to write lines to; the stream stays open.</summary>
    public static StreamWriter On(Stream to) => new(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };

    /// <summary>At most three decimals; nothing where nothing was measured.</summary>
    public static string Number(double? number) => number is { } known && double.IsFinite(known) ? known.ToString("0.###", CultureInfo.InvariantCulture) : "";

    /// <summary>A text, in quotes where it must be.</summary>
    public static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The faults that were in force in a second, joined by <c>+</c>.</summary>
    public static string Faults(RunFold run, int second) =>
        string.Join('+', run.Faults.Where(story => story.InjectingAt is not null && story.WasInForce(TimeSpan.FromSeconds(second + 1))).Select(story => story.Fault.Name));
}
