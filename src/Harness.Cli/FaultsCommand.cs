using System.CommandLine;
using Harness.Plans;

namespace Harness.Cli;

/// <summary><c>harness faults</c>: every kind of fault with its parameters, what it needs and how it is undone.</summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        var only = new Argument<string?>("kind") { Description = "One kind; all where left out.", DefaultValueFactory = _ => null };
        var command = new Command("faults", "List every kind of fault with its parameters, what it needs, and its undo.") { only };
        command.SetAction(result =>
        {
            var kinds = KnownKinds.All.Faults;
            if (result.GetValue(only) is { } word)
            {
                kinds = [.. kinds.Where(kind => kind.Kind == word)];
                if (kinds.Count == 0)
                {
                    Console.Error.WriteLine($"{Ink.Bad("problem")}  there is no fault '{word}'{Nearest.Offer(word, KnownKinds.All.Faults.Select(kind => kind.Kind))}");
                    return (int)Checks.ExitCode.InvalidPlan;
                }
            }
            foreach (var kind in kinds) Write(kind, Console.Out);
            return 0;
        });
        return command;
    }

    internal static void Write(Faults.IFault kind, TextWriter output)
    {
        output.WriteLine($"{Ink.Strong(kind.Kind)}  {kind.Meaning}");
        foreach (var key in kind.Shape.Keys ?? [])
            output.WriteLine($"  {key.Name,-14} {key.Description}{(key.Required ? " Required." : key.Default is { } text ? $" Default {text}." : "")}");
        output.WriteLine($"  {Ink.Dim("needs"),-14} {kind.Needs}");
        output.WriteLine($"  {Ink.Dim("undo"),-14} {kind.Undoing}");
        output.WriteLine();
    }
}
