namespace Harness.Plans;

/// <summary>Reads a target of harness.json.</summary>
/// <param name="key">Its name.</param>
/// <param name="node">What stands behind it.</param>
internal sealed class TargetReader(PlanNode key, PlanNode node)
{
    public Target Read()
    {
        var name = key.Scalar!;
        if (!NameRules.IsDotted(name))
            key.Problem($"the target '{name}' has other characters than letters, digits, '-', '_' and '.' in its name");
        if (!node.Takes(SettingsShapes.Target))
            return new Target { Name = name };
        if (node["instances"] is { } members)
            return ReadGroup(name, members);
        return new Target
        {
            Name = name,
            Url = Url(node.Required("url", "\"http://127.0.0.1:5080\"")),
            Health = Health(node["health"]),
            Process = node["process"] is { } process ? ReadProcess(process) : null,
            Needs = Names(node["needs"]),
            Chaos = node["chaos"]?.Bool() ?? false,
        };
    }

    private Target ReadGroup(string name, PlanNode members)
    {
        foreach (var (word, _) in node.Entries.Where(entry => entry.Key.Scalar is "url" or "health" or "process" or "chaos"))
            word.Problem($"{node.Name} is a group, which has no '{word.Scalar}'; its instances have");
        members.List(1);
        return new Target { Name = name, Instances = Names(members), Needs = Names(node["needs"]) };
    }

    private static IReadOnlyList<string> Names(PlanNode? list) =>
        list is null || !list.IsList && !NotAList(list) ? [] : [.. list.Items.Select(item => item.Text()).OfType<string>()];

    private static bool NotAList(PlanNode node)
    {
        node.List();
        return false;
    }

    private static Uri? Url(PlanNode? node)
    {
        if (node?.Text() is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { PathAndQuery: "/", Fragment: "", UserInfo: "" })
            return url;
        node.Wrong("it is http:// or https:// with a host and a port and no path, such as http://127.0.0.1:5080");
        return null;
    }

    private static string? Health(PlanNode? node)
    {
        if (node?.Text() is not { } path || UrlRules.IsPath(path))
            return node?.Scalar;
        node.Wrong("it is a path, such as /healthz");
        return null;
    }

    private static TargetProcess? ReadProcess(PlanNode node)
    {
        if (!node.Takes(SettingsShapes.Process))
            return null;
        if (node["project"] is null == node["command"] is null)
            node.Problem($"{node.Name} needs either 'project' (a .NET project) or 'command' (a program)");
        return new TargetProcess
        {
            Project = node["project"]?.Text(),
            Command = node["command"]?.Text(),
            Args = Arguments(node["args"]),
            Environment = Environment(node["environment"]),
        };
    }

    private static List<string> Arguments(PlanNode? node)
    {
        var all = new List<string>();
        foreach (var item in node?.List() ?? [])
        {
            if (item.Scalar is { } text)
                all.Add(text);
            else
                item.Wrong("an argument is text");
        }

        return all;
    }

    private static Dictionary<string, string> Environment(PlanNode? node)
    {
        var all = new Dictionary<string, string>();
        foreach (var (name, value) in node?.Mapping() ?? [])
        {
            if (value.Scalar is { } text)
                all[name.Scalar!] = text;
            else
                value.Wrong("the value of an environment variable is text");
        }

        return all;
    }
}
