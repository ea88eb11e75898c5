using System.Globalization;
using System.Text;

namespace Harness.Proxy.Api;

/// <summary>The counters of all proxies in Prometheus' text format, under Toxiproxy's names; live, where the original counts a connection when it closes.</summary>
internal static class MetricsText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Of(IReadOnlyCollection<Proxy> proxies)
    {
        var text = new StringBuilder();
        Write(text, "received", "Bytes received from clients (upstream) and from the upstream (downstream).", proxies, counters => (counters.ReceivedUpstream, counters.ReceivedDownstream));
        Write(text, "sent", "Bytes handed on to the upstream (upstream) and to clients (downstream).", proxies, counters => (counters.BytesUpstream, counters.BytesDownstream));
        return text.ToString();
    }

    private static void Write(StringBuilder text, string what, string help, IReadOnlyCollection<Proxy> proxies, Func<ProxyCounters, (long Upstream, long Downstream)> read)
    {
        if (proxies.Count == 0)
            return;
        var name = $"toxiproxy_proxy_{what}_bytes_total";
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} counter\n");
        foreach (var proxy in proxies)
        {
            var (upstream, downstream) = read(proxy.Counters);
            foreach (var (direction, bytes) in ((string, long)[])[("downstream", downstream), ("upstream", upstream)])
                text.Append(CultureInfo.InvariantCulture, $"{name}{{direction=\"{direction}\",listener=\"{Label(proxy.ListenText)}\",proxy=\"{Label(proxy.Name)}\",upstream=\"{Label(proxy.Upstream)}\"}} {bytes}\n");
        }
    }

    /// <summary>As the format asks for it.</summary>
    private static string Label(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
