namespace Harness.Plans;

/// <summary>What must hold across the parts of harness.json.</summary>
/// <param name="root">Its root mapping.</param>
/// <param name="settings">What was read.</param>
internal sealed class SettingsRules(PlanNode root, Settings settings)
{
    public void Check()
    {
        CheckNames();
        CheckHosts();
        CheckPorts();
        CheckNeeds();
        CheckCycles();
    }

    private void CheckNames()
    {
        foreach (var (key, _) in root["proxies"]?.Entries ?? [])
        {
            if (settings.Targets.ContainsKey(key.Scalar!))
                key.Problem($"'{key.Scalar}' is a target already; give the proxy a name of its own");
        }
    }

    private void CheckHosts()
    {
        foreach (var (node, address) in Addresses())
            UrlRules.CheckHost(node, address.Host, settings.Safety);
    }

    private IEnumerable<(PlanNode Node, HostPort Address)> Addresses()
    {
        foreach (var target in settings.Targets.Values.Where(target => target.Url is not null))
            yield return (root["targets"]![target.Name]!["url"]!, HostPort.Of(target.Url!));
        foreach (var proxy in settings.Proxies.Values)
        {
            foreach (var (key, text) in new[] { ("listen", proxy.Listen), ("upstream", proxy.Upstream) })
            {
                if (HostPort.TryParse(text, out var address))
                    yield return (root["proxies"]![proxy.Name]![key]!, address);
            }
        }
    }

    /// <summary>A target without a process listens elsewhere or through a proxy; only what the harness starts can be in its own way.</summary>
    private void CheckPorts()
    {
        var taken = new List<(string Name, HostPort Address)>();
        foreach (var (node, address) in Addresses())
        {
            var name = node.Name[..node.Name.LastIndexOf('.')];
            var listens = node.Name.EndsWith(".listen", StringComparison.Ordinal)
                || node.Name.EndsWith(".url", StringComparison.Ordinal) && settings.Targets[name["targets.".Length..]].IsStarted;
            if (!listens)
                continue;
            var other = taken.FirstOrDefault(entry => entry.Address.Meets(address));
            if (other.Name is not null)
                node.Problem($"{node.Name} listens on port {address.Port}, and so does {other.Name}; give one of them another port");
            else
                taken.Add((name, address));
        }
    }

    private void CheckNeeds()
    {
        var targets = settings.Targets.Keys;
        foreach (var (key, node) in root["targets"]?.Entries ?? [])
        {
            foreach (var need in node["needs"]?.Items ?? [])
            {
                if (need.Scalar is { Length: > 0 } name && !settings.Targets.ContainsKey(name) && !settings.Proxies.ContainsKey(name))
                    need.Problem($"{need.Name}: no target or proxy is called '{name}'{Nearest.Offer(name, targets.Concat(settings.Proxies.Keys))}");
            }

            foreach (var member in node["instances"]?.Items ?? [])
            {
                if (member.Scalar is not { Length: > 0 } name)
                    continue;
                if (!settings.Targets.TryGetValue(name, out var target))
                    member.Problem($"{member.Name}: no target is called '{name}'{Nearest.Offer(name, targets.Where(t => t != key.Scalar))}");
                else if (target.Instances.Count > 0 && name != key.Scalar)
                    member.Problem($"{member.Name}: '{name}' is a group itself; name its instances");
            }
        }
    }

    private void CheckCycles()
    {
        var done = new HashSet<string>();
        foreach (var name in settings.Targets.Keys)
            Walk(name, [], done);
    }

    /// <summary>Depth first; as deep as there are targets.</summary>
    private void Walk(string name, List<string> way, HashSet<string> done)
    {
        if (way.IndexOf(name) is var first and >= 0)
        {
            var last = root["targets"]![way[^1]]!;
            var place = (last["needs"]?.Items ?? []).Concat(last["instances"]?.Items ?? []).First(item => item.Scalar == name);
            place.Problem($"{place.Name} goes in a circle: {string.Join(" needs ", way.Skip(first).Append(name))}; none could be started first");
            return;
        }

        if (!settings.Targets.TryGetValue(name, out var target) || done.Contains(name) || way.Count > 500)
            return;
        way.Add(name);
        foreach (var next in target.Needs.Concat(target.Instances))
            Walk(next, way, done);
        way.RemoveAt(way.Count - 1);
        done.Add(name);
    }
}
