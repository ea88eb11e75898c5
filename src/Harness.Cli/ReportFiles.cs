using Harness.Checks;
using Harness.Reports;

namespace Harness.Cli;

/// <summary>Writes a run's reports beside its journal.</summary>
internal static class ReportFiles
{
    /// <summary>The files written, in the order of <see cref="ReportFormats.All"/>: the HTML report first.</summary>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<string> formats, RunFold fold, Judgement judgement)
    {
        var written = new List<string>();
        foreach (var report in ReportFormats.All.Where(report => formats.Contains(report.Format) && report.IsOf(fold)))
        {
            var path = Path.Combine(folder, report.FileName);
            using (var file = File.Create(path)) report.Write(fold, judgement, file);
            written.Add(Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
        }
        return written;
    }

    /// <summary>The file to name on the console: the first report, else the journal.</summary>
    public static string First(IReadOnlyList<string> files, string journal) => files.Count > 0 ? files[0] : Path.GetRelativePath(Directory.GetCurrentDirectory(), journal);
}
