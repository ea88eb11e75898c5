using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>Asks every kind of fault that a plan has for a target.</summary>
internal static class Starts
{
    /// <summary>The start of a target with what its faults need.</summary>
    public static Launch Ready(Launch launch, Target target, Plan plan, IReadOnlyList<IFault> kinds, string folder)
    {
        var words = plan.Faults
            .Where(fault => plan.Settings.Targets.TryGetValue(fault.Action.Target, out var meant) && TargetKeys.Instances(meant, plan.Settings).Contains(target))
            .Select(fault => fault.Action.Kind).ToHashSet();
        return kinds.Where(kind => words.Contains(kind.Kind)).OfType<IAtStart>().Aggregate(launch, (ready, kind) => kind.Ready(ready, target, folder));
    }

    /// <summary>The target of a fault that needs to be there from the start, or null after noting what is wrong: only what the run starts itself, as a process.</summary>
    public static string? Target(PlanNode arguments, Settings settings)
    {
        if (TargetKeys.Target(arguments, settings) is not { } name)
            return null;
        if (TargetKeys.Instances(settings.Targets[name], settings).FirstOrDefault(one => one.Process is not { IsStarted: true }) is not { } wrong)
            return name;
        arguments["target"]!.Problem($"'{wrong.Name}' {(wrong.Container is not null ? "is a container" : "runs already")}, and {arguments.Name} must be prepared when a process is started: it acts on processes that the run starts");
        return null;
    }

    /// <summary>The folder of what a kind of fault keeps for a target.</summary>
    public static string Folder(string run, string kind, string target) => Path.Combine(run, "faults", kind, target);
}
