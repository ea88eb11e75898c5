namespace Harness.Plans;

/// <summary>Reads <c>container:</c> of a target.</summary>
/// <param name="node">What stands behind it.</param>
internal sealed class ContainerReader(PlanNode node)
{
    private static readonly string[] Found = ["name", "labels", "compose"], Started = ["image", "project"];
    private static readonly string[] OnlyStarted = ["args", "environment", "port", "mounts", "cpus", "memory"];

    public TargetContainer? Read()
    {
        if (!node.Takes(SettingsShapes.Container))
            return null;
        var said = Found.Concat(Started).Where(way => node[way] is not null).ToList();
        if (said.Count != 1)
            node.Problem($"{node.Name} needs one of 'name', 'labels' or 'compose' (containers that run already), 'image' or 'project' (one to start)" + (said.Count > 1 ? $"; it has {string.Join(" and ", said)}" : ""));
        if (said.Count == 1 && Found.Contains(said[0]))
        {
            foreach (var (key, _) in node.Entries.Where(entry => OnlyStarted.Contains(entry.Key.Scalar)))
                key.Problem($"{node.Name} runs already, so nothing can be given to it: take {key.Scalar} away");
        }
        else if (node["exclude"] is { } exclude)
        {
            exclude.Problem($"{exclude.Name} leaves out containers that run already, and this one is started");
        }

        return new TargetContainer
        {
            Name = node["name"]?.Text(),
            Labels = Texts(node["labels"]),
            Compose = node["compose"] is { } compose ? Compose(compose) : null,
            Exclude = Texts(node["exclude"]),
            Image = node["image"]?.Text(),
            Project = node["project"]?.Text(),
            Args = TargetReader.Arguments(node["args"]),
            Environment = TargetReader.Environment(node["environment"]),
            Port = node["port"]?.Integer(1, 65_535) ?? new TargetContainer().Port,
            Mounts = Mounts(node["mounts"]),
            Cpus = node["cpus"]?.Number(0.01, 1024),
            MemoryBytes = node["memory"]?.Bytes(TargetContainer.SmallestMemory),
        };
    }

    private static string? Compose(PlanNode compose)
    {
        if (compose.Text() is not { } text || text.Split('/') is [{ Length: > 0 }, { Length: > 0 }])
            return compose.Scalar;
        compose.Wrong("it is the name of a Compose project, a slash and the name of a service, such as shop/web");
        return null;
    }

    private static List<string> Mounts(PlanNode? list)
    {
        var mounts = new List<string>();
        foreach (var item in list?.List(1) ?? [])
        {
            if (item.Text() is not { } text)
                continue;
            if (text.Split(':') is [{ Length: > 0 }, ['/', ..]] or [{ Length: > 0 }, ['/', ..], "ro" or "rw"])
                mounts.Add(text);
            else
                item.Wrong("it is source:target or source:target:ro, where the target is a path inside from the root: ./data:/data");
        }
        return mounts;
    }

    private static IReadOnlyList<string> Texts(PlanNode? list) => list?.List(1) is { } items ? [.. items.Select(item => item.Text()).OfType<string>()] : [];
}
