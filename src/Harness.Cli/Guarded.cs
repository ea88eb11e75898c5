using Harness.Checks;

namespace Harness.Cli;

/// <summary>A command that writes files where the user says.</summary>
internal static class Guarded
{
    /// <summary>The command's code; 104 and a line that says why where the disk refuses.</summary>
    public static ExitCode Write(Func<ExitCode> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{Ink.Bad("problem")}  {e.Message}");
            return ExitCode.InvalidPlan;
        }
    }
}
