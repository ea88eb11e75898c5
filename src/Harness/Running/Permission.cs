using Harness.Plans;

namespace Harness.Running;

/// <summary>The third key: what a run did not start is broken only where its command says so.</summary>
internal static class Permission
{
    /// <summary>Which key is missing, or null.</summary>
    public static string? Missing(Plan plan, RunOptions options)
    {
        if (options.AllowFaults || !options.WithFaults) return null;
        foreach (var fault in plan.Faults)
        {
            if (fault.Action.Target.Length == 0)
                return $"{fault.Name} would break what harness.json does not know: say --allow-faults to let it, or --no-faults to rehearse.";
            if (!plan.Settings.Targets.TryGetValue(fault.Action.Target, out var target)) continue;
            var instances = target.Instances.Count == 0 ? [target] : target.Instances.Select(name => plan.Settings.Targets[name]);
            if (instances.FirstOrDefault(instance => !instance.IsStarted) is { } foreign)
                return $"{fault.Name} would hit {foreign.Name}, which this run does not start: say --allow-faults to break it, or --no-faults to rehearse.";
        }
        return null;
    }
}
