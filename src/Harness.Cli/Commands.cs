using System.CommandLine;

namespace Harness.Cli;

/// <summary>The verbs there are.</summary>
internal static class Commands
{
    public static RootCommand Root() => new("harness: load, faults and the judgement of both on one clock, in one file, with one report and one exit code.")
    {
        RunCommand.Create(),
        ValidateCommand.Create(),
        ReportCommand.Create(),
        HealCommand.Create(),
        SchemaCommand.Create(),
        InitCommand.Create(),
        CompanionCommand.Create(),
    };
}
