namespace Harness.Plans;

/// <summary>Reads a proxy of harness.json.</summary>
/// <param name="key">Its name.</param>
/// <param name="node">What stands behind it.</param>
internal sealed class ProxyReader(PlanNode key, PlanNode node)
{
    public ProxyLink Read()
    {
        var name = key.Scalar!;
        if (!NameRules.IsDotted(name))
            key.Problem($"the proxy '{name}' has other characters than letters, digits, '-', '_' and '.' in its name");
        if (!node.Takes(SettingsShapes.Proxy))
            return new ProxyLink(name, "", "", Chaos: true);
        var listen = Address(node.Required("listen", "\"127.0.0.1:5091\""));
        var upstream = Address(node.Required("upstream", "\"127.0.0.1:5090\""));
        if (listen.Length > 0 && listen == upstream)
            node["upstream"]!.Wrong("that is where it listens itself; it is where the traffic goes to");
        return new ProxyLink(name, listen, upstream, node["chaos"]?.Bool() ?? false);
    }

    private static string Address(PlanNode? node)
    {
        if (node?.Text() is not { } text)
            return "";
        if (HostPort.TryParse(text, out _))
            return text;
        node.Wrong("it is host:port, such as 127.0.0.1:5091");
        return "";
    }
}
