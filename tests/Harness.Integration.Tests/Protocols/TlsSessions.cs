using System.Diagnostics.Tracing;
using System.Globalization;

namespace Harness.Integration.Tests.Protocols;

/// <summary>How many TLS sessions this process has open, clients' and servers', as the runtime counts them (event counters of System.Net.Security).</summary>
internal sealed class TlsSessions : EventListener
{
    private double open, agreed;

    /// <summary>Those that are open now.</summary>
    public double Open => Volatile.Read(ref open);

    /// <summary>All that were agreed on, by the client and by the server.</summary>
    public double Agreed => Volatile.Read(ref agreed);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Net.Security")
            EnableEvents(eventSource, EventLevel.Informational, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.1" });
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != "EventCounters" || eventData.Payload is not [IDictionary<string, object> counter, ..] || !counter.TryGetValue("Mean", out var mean)) return;
        var now = Convert.ToDouble(mean, CultureInfo.InvariantCulture);
        if (counter["Name"] is "all-tls-sessions-open") Volatile.Write(ref open, now);
        else if (counter["Name"] is "total-tls-handshakes") Volatile.Write(ref agreed, now);
    }
}
