using System.Net;
using System.Net.Sockets;

namespace Harness.Plans;

/// <summary>Reads <c>connections:</c> of a load.</summary>
internal static class ConnectionsReader
{
    public static ConnectionPlan Read(PlanNode? node)
    {
        var plan = new ConnectionPlan();
        if (node is null || !node.Takes(ScenarioShapes.Connections)) return plan;
        plan = new ConnectionPlan
        {
            Http = Version(node["http"]) ?? plan.Http,
            Most = node["max"]?.Integer(1),
            Reuse = node["reuse"]?.Bool() ?? plan.Reuse,
            ReconnectAfter = node["reconnectAfter"]?.Integer(1),
            DnsRefresh = node["dnsRefresh"]?.Duration() ?? plan.DnsRefresh,
            Bind = node["bind"] is { } own ? Address(own) : null,
            Family = node["ip"]?.Word("any", "v4", "v6") switch { "v4" => AddressFamily.InterNetwork, "v6" => AddressFamily.InterNetworkV6, _ => AddressFamily.Unspecified },
        };
        if (plan is { Bind: { } bind, Family: not AddressFamily.Unspecified } && bind.AddressFamily != plan.Family)
            node["ip"]!.Problem($"bind is {bind}, which is not an address of that kind; leave out ip, or bind another");
        if (plan.Http != HttpVersion.Version11 && plan.ReconnectAfter is not null)
            node["reconnectAfter"]!.Problem("reconnectAfter is for HTTP/1.1; in HTTP/2 and HTTP/3 all requests share a connection");
        return plan;
    }

    private static Version? Version(PlanNode? node) => node?.Word("1.1", "2", "3") switch { "1.1" => HttpVersion.Version11, "2" => HttpVersion.Version20, "3" => HttpVersion.Version30, _ => null };

    private static IPAddress? Address(PlanNode node)
    {
        if (node.Text() is { } text && IPAddress.TryParse(text, out var address)) return address;
        node.Wrong("it is an IP address of this machine, such as 127.0.0.2");
        return null;
    }
}
