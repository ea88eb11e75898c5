using System.CommandLine;
using Harness.Cli;

// Signals are the run's own business: the first heals, the second shortens the waits.
return await Commands.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
