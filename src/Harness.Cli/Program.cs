using System.CommandLine;
using Harness.Cli;

var root = new RootCommand("harness: load, faults and the judgement of both on one clock, in one file, with one report and one exit code.")
{
    RunCommand.Create(),
    ValidateCommand.Create(),
    ReportCommand.Create(),
    HealCommand.Create(),
    CompanionCommand.Create(),
};

// Signals are the run's own business: the first heals, the second shortens the waits.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
