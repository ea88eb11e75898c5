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
        CheckOneKind();
        // What the run starts must be found again by an address; what it only finds may have none.
        var process = node["process"] is { } ofProcess ? ReadProcess(ofProcess) : null;
        var container = node["container"] is { } ofContainer ? new ContainerReader(ofContainer).Read() : null;
        var isHost = node["host"]?.Bool() ?? false;
        var isFound = isHost || process is { IsStarted: false } || container is { IsStarted: false };
        var url = Url(isFound ? node["url"] : node.Required("url", "\"http://127.0.0.1:5080\""));
        if (isFound && node["health"] is { } path && node["url"] is null)
            path.Problem($"{path.Name} is a path of the target's url, which is missing");
        return new Target
        {
            Name = name,
            Url = url,
            Health = Health(node["health"]),
            Process = process,
            Container = container,
            IsHost = isHost,
            Needs = Names(node["needs"]),
            Chaos = node["chaos"]?.Bool() ?? false,
        };
    }

    private Target ReadGroup(string name, PlanNode members)
    {
        foreach (var (word, _) in node.Entries.Where(entry => entry.Key.Scalar is "url" or "health" or "process" or "container" or "host" or "chaos"))
            word.Problem($"{node.Name} is a group, which has no '{word.Scalar}'; its instances have");
        members.List(1);
        return new Target { Name = name, Instances = Names(members), Needs = Names(node["needs"]) };
    }

    private void CheckOneKind()
    {
        var kinds = node.Entries.Where(entry => entry.Key.Scalar is "process" or "container" or "host").ToList();
        if (kinds.Count > 1)
            kinds[1].Key.Problem($"{node.Name} has {kinds[0].Key.Scalar} and {kinds[1].Key.Scalar}; a target is one of them");
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
        string[] ways = ["project", "command", "pidFile", "port"];
        var said = ways.Where(way => node[way] is not null).ToList();
        if (said.Count != 1)
            node.Problem($"{node.Name} needs one of 'project' (a .NET project), 'command' (a program), 'pidFile' or 'port' (a process that runs already)" + (said.Count > 1 ? $"; it has {string.Join(" and ", said)}" : ""));
        foreach (var (key, _) in node.Entries.Where(entry => said is ["pidFile"] or ["port"] && entry.Key.Scalar is "args" or "environment"))
            key.Problem($"{node.Name} runs already, so nothing can be given to it: take {key.Scalar} away");
        return new TargetProcess
        {
            PidFile = node["pidFile"]?.Text(),
            Port = node["port"]?.Integer(1, 65_535),
            Project = node["project"]?.Text(),
            Command = node["command"]?.Text(),
            Args = Arguments(node["args"]),
            Environment = Environment(node["environment"]),
        };
    }

    internal static List<string> Arguments(PlanNode? node)
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

    internal static Dictionary<string, string> Environment(PlanNode? node)
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
