using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>
/// Optional for a kind of fault: what must be so from its target's start for the fault to be possible later, such as a library that is loaded or a file system
/// of its own. Asked in the harness, before anything is started.
/// </summary>
internal interface IAtStart
{
    /// <summary>The start with what the fault needs.</summary>
    /// <param name="launch">As it would be.</param>
    /// <param name="target">Whose.</param>
    /// <param name="folder">Of the run; what the fault keeps there is its own.</param>
    /// <exception cref="FaultException">This machine has not what is needed; with what would help.</exception>
    Launch Ready(Launch launch, Target target, string folder);
}

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
