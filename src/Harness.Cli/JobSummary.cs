using Harness.Checks;
using Harness.Reports;

namespace Harness.Cli;

/// <summary>A GitHub job's page: the Markdown report is appended to the file that the runner names.</summary>
internal static class JobSummary
{
    private const string Variable = "GITHUB_STEP_SUMMARY";

    /// <summary>Appends, where the variable is set. A file that cannot be written is said and is no reason for another exit code: the verdict stands.</summary>
    public static void Append(RunFold run, Judgement judgement)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write);
            new MarkdownReport().Write(run, judgement, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Ink.Bad("problem")}  ${Variable} cannot be written: {e.Message}");
        }
    }
}
