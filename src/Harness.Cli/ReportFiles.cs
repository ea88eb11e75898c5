using Harness.Checks;

namespace Harness.Cli;

/// <summary>Writes a run's reports beside its journal.</summary>
internal static class ReportFiles
{
    /// <summary>The files written, in the order of <see cref="Reports.Reports.All"/>: the HTML report first.</summary>
    public static IReadOnlyList<string> Write(string folder, IReadOnlyList<string> formats, RunFold fold, Judgement judgement)
    {
        var written = new List<string>();
        foreach (var report in Reports.Reports.All.Where(report => formats.Contains(report.Format)))
        {
            var path = Path.Combine(folder, report.FileName);
            using (var file = File.Create(path)) report.Write(fold, judgement, file);
            written.Add(Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
        }
        return written;
    }
}
