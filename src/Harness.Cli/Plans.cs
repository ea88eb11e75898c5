using System.CommandLine;
using Harness.Checks;
using Harness.Plans;

namespace Harness.Cli;

/// <summary>The scenario that a command is about, what is set on top of it, and what is wrong with it.</summary>
internal sealed class Plans
{
    private const string Variable = "HARNESS_SET";

    private readonly Argument<string> scenario = new("scenario") { Description = "The scenario file (YAML or JSON)." };
    private readonly Option<string[]> set = new("--set") { Description = "Set a value: load.maxVUs=200, load.stages[0].target=20/s. May be repeated.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> explain = new("--explain") { Description = "Print every value that holds and where it comes from; do nothing else." };

    /// <summary>Adds the argument and the options to a command.</summary>
    public Command On(Command command)
    {
        command.Add(scenario);
        command.Add(set);
        command.Add(explain);
        return command;
    }

    /// <summary>The scenario's path, as the user gave it.</summary>
    public string Path(ParseResult result) => result.GetValue(scenario)!;

    /// <summary>All overrides, the environment's too, as a command line that repeats the run has them.</summary>
    public IReadOnlyList<string> Set(ParseResult result) => [.. Overrides(result).Select(one => one.Text)];

    /// <summary>The plan; null after all problems were shown, or where only an explanation was asked for.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="code">0, 104, or 116 where only safety limits refuse it.</param>
    public Plan? Read(ParseResult result, out ExitCode code)
    {
        var reading = PlanFile.Read(Path(result), KnownKinds.All.Catalog, [.. Overrides(result)]);
        foreach (var warning in reading.Warnings) Console.Error.WriteLine($"{Ink.Fault("warning")}  {warning}");
        foreach (var problem in reading.Problems) Console.Error.WriteLine($"{(problem.IsRefusal ? Ink.Doubtful("refused") : Ink.Bad("problem"))}  {problem}");
        code = reading.Plan is not null ? ExitCode.Pass : reading.Problems.All(problem => problem.IsRefusal) ? ExitCode.Refused : ExitCode.InvalidPlan;
        if (result.GetValue(explain)) Explain(reading);
        if (reading.Plan is null) Summary.LastLine(Outcome.Invalid, code);
        return result.GetValue(explain) ? null : reading.Plan;
    }

    /// <summary>The environment's before the command line's, which is stronger.</summary>
    private IEnumerable<PlanText> Overrides(ParseResult result) =>
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => new PlanText(PlanFile.SetRole, Variable, line))
            .Concat((result.GetValue(set) ?? []).Select(text => new PlanText(PlanFile.SetRole, "--set", text)));

    private static void Explain(PlanReading reading)
    {
        Console.WriteLine("Stronger first: command line (--set), environment (HARNESS_SET), scenario, its includes, harness.json, default.");
        var width = Math.Min(60, reading.Values.Select(value => value.Key.Length + value.Value.Length + 3).DefaultIfEmpty().Max());
        foreach (var value in reading.Values) Console.WriteLine($"  {$"{value.Key} = {value.Value}".PadRight(width)}  {Ink.Dim(value.From)}");
    }
}
