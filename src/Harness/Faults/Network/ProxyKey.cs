using Harness.Plans;

namespace Harness.Faults.Network;

/// <summary>The keys that say which proxies a fault acts on.</summary>
internal static class ProxyKey
{
    /// <summary>One.</summary>
    public static PlanKey Key { get; } = new("target", Shape.Text, "A proxy of harness.json.", Required: true);

    /// <summary>One or more.</summary>
    public static PlanKey Several { get; } = new("targets", Shape.OneOrMore(Shape.Text), "The proxies of harness.json.", Required: true);

    /// <summary>The name of a proxy of harness.json, or null after noting what is wrong.</summary>
    public static string? Read(PlanNode arguments, Settings settings) => arguments.Required(Key.Name, "payments-link") is { } node ? Name(node, settings) : null;

    /// <summary>The names of proxies, at least one and each once; or null after noting what is wrong.</summary>
    public static IReadOnlyList<string>? ReadSeveral(PlanNode arguments, Settings settings)
    {
        if (arguments.Required(Several.Name, "[payments-link, db-link]")?.OneOrMore() is not { } items)
            return null;
        var names = new List<string?>();
        foreach (var item in items)
        {
            var name = Name(item, settings);
            if (name is not null && names.Contains(name)) item.Wrong("it stands there already; say each proxy once");
            names.Add(name);
        }
        return names.Contains(null) ? null : [.. names.OfType<string>()];
    }

    private static string? Name(PlanNode node, Settings settings)
    {
        if (node.Text() is not { } name)
            return null;
        if (settings.Proxies.ContainsKey(name))
            return name;
        node.Problem(settings.Targets.ContainsKey(name)
            ? $"'{name}' is a target, but a connection can be broken only where it goes through a proxy{Nearest.Offer("", settings.Proxies.Keys)}"
            : $"no proxy is called '{name}' in harness.json{Nearest.Offer(name, settings.Proxies.Keys)}");
        return null;
    }
}
