using System.CommandLine;
using Harness.Faults.Companion;
using Harness.Faults.Host;

namespace Harness.Cli;

/// <summary><c>harness press</c>: started by a companion, never by people. Presses on this machine until its input ends or its time is over.</summary>
internal static class PressCommand
{
    private const string Word = "press";

    /// <summary>How this very program is started to press.</summary>
    public static CompanionLaunch Launch => CompanionCommand.LaunchOf(Word);

    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "For people who look at the machine's processes." };
        var command = new Command(Word, "Started by a run's companion: presses on this machine until its input ends or its time is over.") { name };
        command.Hidden = true;
        command.SetAction(async (_, _) =>
        {
            using var stopped = new CancellationTokenSource();
            using var signals = new Signals(stopped.Cancel);
            using var input = new StreamReader(Console.OpenStandardInput());
            await Press.Run(input, Console.Out, TimeProvider.System, stopped.Token);
            return 0;
        });
        return command;
    }
}
