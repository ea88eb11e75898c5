using System.CommandLine;
using Harness.Checks;
using Harness.Faults;

namespace Harness.Cli;

/// <summary><c>harness heal</c>: heals from the ledgers what dead runs left behind; 0, or 113 where something is still there.</summary>
internal static class HealCommand
{
    public static Command Create()
    {
        var command = new Command("heal", "Undo what a run that died has left behind: faults, targets, proxies.");
        command.SetAction(async (_, ct) =>
        {
            var folder = Ledger.Folder(Environment.GetEnvironmentVariable);
            var found = await new Leftovers(folder, KnownKinds.All.Faults, KnownKinds.All.DriversFor, TimeProvider.System).Heal(ct);
            foreach (var leftover in found)
                Console.WriteLine($"{(leftover.Healed ? Ink.Good("healed") : Ink.Bad("not healed"))}  {leftover.Run}  {leftover.What}: {leftover.Note}");
            if (found.Count == 0) Console.WriteLine($"nothing to heal in {folder}");
            return (int)(found.All(leftover => leftover.Healed) ? ExitCode.Pass : ExitCode.NotHealed);
        });
        return command;
    }
}
