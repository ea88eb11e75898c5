using Harness.Checks;
using Harness.Reports;

namespace Harness.Cli;

/// <summary>A run's reports beside its journal.</summary>
/// <param name="Written">The files, in the order of <see cref="ReportFormats.All"/>: the HTML report first.</param>
/// <param name="Problems">Why others are not there, a line for people each.</param>
internal sealed record ReportFiles(IReadOnlyList<string> Written, IReadOnlyList<string> Problems)
{
    /// <summary>Writes each format by itself: one that cannot be drawn or written takes no other with it, and leaves no half file under its name.</summary>
    public static ReportFiles Write(string folder, IReadOnlyList<string> formats, RunFold fold, Judgement judgement)
    {
        var (written, problems) = (new List<string>(), new List<string>());
        foreach (var report in ReportFormats.All.Where(report => formats.Contains(report.Format) && report.IsOf(fold)))
        {
            var path = Path.Combine(folder, report.FileName);
            try
            {
                Write(path, file => report.Write(fold, judgement, file));
                written.Add(Path.GetRelativePath(Directory.GetCurrentDirectory(), path));
            }
            catch (Exception e)
            {
                problems.Add($"{report.FileName} cannot be written: {(e is IOException or UnauthorizedAccessException ? e.Message : e)}");
            }
        }
        return new(written, problems);
    }

    /// <summary>The file to name on the console: the first report, else the journal.</summary>
    public string First(string journal) => Written.Count > 0 ? Written[0] : Path.GetRelativePath(Directory.GetCurrentDirectory(), journal);

    /// <summary>Says what is missing. The verdict stands; only a pass without all of its reports is none.</summary>
    public ExitCode Show(ExitCode verdict, TextWriter output)
    {
        foreach (var problem in Problems) output.WriteLine($"{Ink.Bad("problem")}  {problem}");
        return Problems.Count > 0 && verdict == ExitCode.Pass ? ExitCode.Crashed : verdict;
    }

    private static void Write(string path, Action<Stream> write)
    {
        var unfinished = path + ".part";
        try
        {
            using (var file = File.Create(unfinished)) write(file);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
