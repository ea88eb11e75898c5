using System.CommandLine;
using Harness.Checks;
using Harness.Cli;

var command = Commands.Root().Parse(args);
// Signals are the run's own business: the first heals, the second shortens the waits.
var code = await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
// A command line that cannot be understood is a wrong configuration like any other.
return command.Errors.Count > 0 ? (int)ExitCode.InvalidPlan : code;
