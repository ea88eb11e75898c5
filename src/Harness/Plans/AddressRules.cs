using System.Net;
using System.Net.Sockets;

namespace Harness.Plans;

/// <summary>An address that is written out is of one kind: a load that reaches only the other kind, or comes from an address of the other, never gets there.</summary>
internal static class AddressRules
{
    /// <summary>Notes each address that a load goes to and cannot reach.</summary>
    /// <param name="node">Where the load stands.</param>
    /// <param name="load">With its steps.</param>
    /// <param name="settings">Know its target; null where they could not be read.</param>
    public static void Check(PlanNode node, LoadPlan load, Settings? settings)
    {
        if (load.Connections is not { Reachable: not AddressFamily.Unspecified and var kind } || node["connections"] is not { } connections)
            return;
        var said = connections["ip"] ?? connections["bind"] ?? connections;
        foreach (var host in Hosts(load, settings).Distinct())
        {
            if (IPAddress.TryParse(host, out var address) && address.AddressFamily != kind)
                said.Wrong($"the load goes to {address}, which is not an address of that kind");
        }
    }

    private static IEnumerable<string> Hosts(LoadPlan load, Settings? settings)
    {
        var target = load.Target is { } name ? settings?.Targets.GetValueOrDefault(name) : null;
        var urls = target is null ? [] : settings!.Members(target).Select(member => member.Url).OfType<Uri>();
        // The host of a whole URL is written out: no hole stands before its end.
        var written = load.Requests.SelectMany(step => step.Url.Parts.Take(1)).Where(part => part.Kind == TemplatePartKind.Fixed && UrlRules.IsAbsolute(part.Text))
            .Select(part => Uri.TryCreate(part.Text, UriKind.Absolute, out var url) ? url : null).OfType<Uri>();
        return urls.Concat(written).Select(url => HostPort.Of(url).Host);
    }
}
