using Harness.Reports.Summary;

namespace Harness.Reports;

/// <summary>The files there are, by format: one line each.</summary>
public static class ReportFormats
{
    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<IReport> All { get; } =
    [
        new HtmlReport(),
        new JsonReport(),
        new JUnitReport(),
        new MarkdownReport(),
        new CsvReport(),
        new TargetsCsvReport(),
        new PngReport(),
    ];
}
