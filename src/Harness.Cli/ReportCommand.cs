using System.CommandLine;
using Harness.Checks;
using Harness.Journal;
using Harness.Running;

namespace Harness.Cli;

/// <summary><c>harness report reports/20261123-020006-checkout</c>: judges and draws a run again from its journal.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "The run's folder, or its journal.ndjson." };
        var command = new Command("report", "Judge and draw a run again from its journal.") { folder };
        command.SetAction(result => (int)Draw(result.GetValue(folder)!));
        return command;
    }

    private static ExitCode Draw(string path)
    {
        var journal = Directory.Exists(path) ? Path.Combine(path, JournalReader.FileName) : path;
        try
        {
            var fold = Replay.Fold(journal, KnownKinds.All.Catalog);
            var judgement = Judgement.Of(fold);
            var files = ReportFiles.Write(Path.GetDirectoryName(Path.GetFullPath(journal))!, fold.Plan.Settings.Reports.Formats, fold, judgement);
            var code = files.Show(judgement.Verdict.ExitCode, Console.Error);
            Summary.Write(fold, judgement, files.First(journal), code, Console.Out);
            return code;
        }
        catch (Exception e)
        {
            // What cannot be read is the caller's to mend; all else is a fault of ours, and has its code like a run's.
            var isInput = e is JournalException or IOException or UnauthorizedAccessException;
            Console.Error.WriteLine($"{Ink.Bad("problem")}  {(isInput ? e.Message : e)}");
            var code = isInput ? ExitCode.InvalidPlan : ExitCode.Crashed;
            Summary.LastLine(Outcome.Invalid, code);
            return code;
        }
    }
}
