using System.CommandLine;
using System.CommandLine.Help;

namespace Harness.Cli;

/// <summary>The verbs there are.</summary>
internal static class Commands
{
    /// <summary>The command <c>harness</c>; not a <see cref="RootCommand"/>, which would name itself after its assembly.</summary>
    public static Command Root() => new("harness", "Load, faults and the judgement of both on one clock, in one file, with one report and one exit code.")
    {
        new HelpOption(),
        new VersionOption(),
        RunCommand.Create(),
        ValidateCommand.Create(),
        ReportCommand.Create(),
        HealCommand.Create(),
        FaultsCommand.Create(),
        ProxyCommand.Create(),
        SchemaCommand.Create(),
        InitCommand.Create(),
        CompanionCommand.Create(),
        PressCommand.Create(),
    };
}
