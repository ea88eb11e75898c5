using System.Text;
using Harness.Checks;
using Harness.Reports;

namespace Harness.Tests.Reports;

/// <summary>Reports as text.</summary>
internal static class Pages
{
    /// <summary>The page of the run that passes.</summary>
    public static string Pass { get; } = Of(SampleRun.Passing);

    /// <summary>The page of the run that fails.</summary>
    public static string Fail { get; } = Of(SampleRun.Failing);

    /// <summary>The file of a format.</summary>
    public static string Of(SampleRun sample, string format = "html")
    {
        var (run, judgement) = sample.Fold();
        return Of(run, judgement, format);
    }

    /// <summary>The same of a run that is folded already.</summary>
    public static string Of(RunFold run, Judgement judgement, string format)
    {
        using var file = new MemoryStream();
        ReportFormats.All.First(report => report.Format == format).Write(run, judgement, file);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>A section of a page, from its opening tag to its closing one.</summary>
    public static string Section(string page, string id)
    {
        var from = page.IndexOf($"<section id=\"{id}\"", StringComparison.Ordinal);
        return page[from..(page.IndexOf("</section>", from, StringComparison.Ordinal) + "</section>".Length)];
    }

    /// <summary>The first screen.</summary>
    public static string Verdict(string page)
    {
        var from = page.IndexOf("<header", StringComparison.Ordinal);
        return page[from..(page.IndexOf("</header>", from, StringComparison.Ordinal) + "</header>".Length)];
    }
}
