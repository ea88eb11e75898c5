using System.CommandLine;
using Harness.Faults.Companion;

namespace Harness.Cli;

/// <summary><c>harness companion</c>: started by a run, never by people. Holds the proxies and targets, and heals when the run is gone.</summary>
internal static class CompanionCommand
{
    private const string Word = "companion";

    /// <summary>How this very program is started as a companion.</summary>
    public static CompanionLaunch Launch => LaunchOf(Word);

    /// <summary>How this very program is started with a verb.</summary>
    internal static CompanionLaunch LaunchOf(string verb)
    {
        var program = Environment.ProcessPath!;
        var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new CompanionLaunch(program, isHost ? [Path.Combine(AppContext.BaseDirectory, typeof(CompanionCommand).Assembly.GetName().Name + ".dll"), verb] : [verb]);
    }

    public static Command Create()
    {
        var command = new Command(Word, "Started by a run: holds its proxies and targets, and heals when the run is gone.") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            using var stopped = new CancellationTokenSource();
            using var signals = new Signals(stopped.Cancel);
            using var input = new StreamReader(Console.OpenStandardInput());
            using var server = new CompanionServer(KnownKinds.All.Catalog, KnownKinds.All.Faults, KnownKinds.All.DriversFor, Console.Out, TimeProvider.System);
            await server.Run(input, stopped.Token);
            return 0;
        });
        return command;
    }
}
