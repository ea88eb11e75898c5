using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>http-latency: { target: payments-link, latency: 2s, percentage: 10%, path: /charge }</c></summary>
internal sealed class HttpLatencyFault() : RequestFault("http-latency", "HTTP requests through a proxy are sent on later.",
    new PlanKey("latency", Shape.Duration, "How much later.", Required: true))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, Requests requests, string target) =>
        keys.Required("latency", "200ms")?.PositiveDuration() is not { } latency ? null
            : (new HttpLatencyToxic { Name = name, Latency = latency, Percentage = requests.Percentage, Method = requests.Method, Path = requests.Path },
                $"+{Units.ForPeople(latency)} for {requests} through {target}");
}
