using Harness.Checks;
using Harness.Plans;
using Harness.Running;

namespace Harness.Cli;

/// <summary>Reads a scenario for a command, and shows what is wrong with it.</summary>
internal static class Plans
{
    /// <summary>The plan, or null after all problems were shown.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="code">104, or 116 where only safety limits refuse it.</param>
    public static Plan? Read(string path, out ExitCode code)
    {
        var reading = PlanFile.Read(path, BuiltIns.Catalog);
        foreach (var warning in reading.Warnings) Console.Error.WriteLine($"{Ink.Fault("warning")}  {warning}");
        foreach (var problem in reading.Problems) Console.Error.WriteLine($"{(problem.IsRefusal ? Ink.Doubtful("refused") : Ink.Bad("problem"))}  {problem}");
        code = reading.Plan is not null ? ExitCode.Pass : reading.Problems.All(problem => problem.IsRefusal) ? ExitCode.Refused : ExitCode.InvalidPlan;
        if (reading.Plan is null) Summary.LastLine(Outcome.Invalid, code);
        return reading.Plan;
    }

    /// <summary>The scenario argument that several commands take.</summary>
    public static System.CommandLine.Argument<string> Scenario => new("scenario") { Description = "The scenario file (YAML or JSON)." };
}
