using System.CommandLine;

namespace Harness.Cli;

/// <summary><c>harness validate scenario.yaml</c>: all problems at once, with their places; nothing is started.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var plans = new Plans();
        var command = plans.On(new Command("validate", "Check a scenario and harness.json, and show all problems at once."));
        command.SetAction(result =>
        {
            if (plans.Read(result, out var code) is { } plan)
                Console.WriteLine($"{Ink.Good("valid")}  {plan.Name}: {plan.Loads.Count} {(plan.Loads.Count == 1 ? "load" : "loads")}, {plan.Requests.Count()} requests, {plan.Thresholds.Count} thresholds, {plan.Hypothesis?.SteadyState.Count ?? 0} probes, {plan.Faults.Count} faults{(plan.StopConditions.Count > 0 ? $", {plan.StopConditions.Count} stop conditions" : "")}");
            return (int)code;
        });
        return command;
    }
}
