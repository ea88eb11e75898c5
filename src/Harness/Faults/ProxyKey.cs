using Harness.Plans;

namespace Harness.Faults;

/// <summary>Reads the proxy that a fault acts on.</summary>
internal static class ProxyKey
{
    /// <summary>The name of a proxy of harness.json, or null after noting what is wrong.</summary>
    public static string? Read(PlanNode arguments, Settings settings)
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

    private static string There(IEnumerable<string> names) => Nearest.Offer("", names);

    private static string? Name(PlanNode arguments) => arguments.Required("target")?.Text();
}
