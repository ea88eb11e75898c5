using Harness.Plans;

namespace Harness.Faults;

/// <summary>Reads what a fault acts on.</summary>
internal static class FaultTarget
{
    /// <summary>The name of a proxy of harness.json, or null after noting what is wrong.</summary>
    public static string? Proxy(PlanNode arguments, Settings settings)
    {
        if (Name(arguments) is not { } name)
            return null;
        if (settings.Proxies.ContainsKey(name))
            return name;
        arguments["target"]!.Problem(settings.Targets.ContainsKey(name)
            ? $"'{name}' is a target, but a connection can be broken only where it goes through a proxy{There(settings.Proxies.Keys)}"
            : $"no proxy is called '{name}' in harness.json{Nearest.Offer(name, settings.Proxies.Keys)}");
        return null;
    }

    /// <summary>The name of a target that the harness starts, or null after noting what is wrong.</summary>
    public static string? Process(PlanNode arguments, Settings settings)
    {
        if (Name(arguments) is not { } name)
            return null;
        var known = settings.Targets.Values.Where(target => target.Process is not null).Select(target => target.Name);
        if (!settings.Targets.TryGetValue(name, out var target))
        {
            arguments["target"]!.Problem(settings.Proxies.ContainsKey(name)
                ? $"'{name}' is a proxy, not a target with a process{There(known)}"
                : $"no target is called '{name}' in harness.json{Nearest.Offer(name, known)}");
        }
        else if (target.Instances.Count > 0)
        {
            arguments["target"]!.Problem($"'{name}' is a group; name one of its instances: {string.Join(", ", target.Instances)}");
        }
        else if (target.Process is null)
        {
            arguments["target"]!.Problem($"'{name}' has no process in harness.json, so the harness can neither kill nor restart it{There(known)}");
        }
        else if (target.Health is null)
        {
            arguments["target"]!.Problem($"'{name}' has no health in harness.json, so nobody could tell when it is back; add \"health\": \"/healthz\" or the like");
        }
        else
        {
            return name;
        }

        return null;
    }

    private static string There(IEnumerable<string> names) => Nearest.Offer("", names);

    private static string? Name(PlanNode arguments) => arguments.Required("target")?.Text();
}
