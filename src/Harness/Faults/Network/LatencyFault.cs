using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>latency: { target: payments-link, latency: 200ms, jitter: 50ms, toxicity: 0.5 }</c></summary>
internal sealed class LatencyFault() : ConnectionFault("latency", "What flows through a proxy comes later.",
    new("latency", Shape.Duration, "Added to every piece of data.", Required: true),
    new("jitter", Shape.Duration, "Evenly drawn, plus or minus; at most the latency.", "0s"))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom)
    {
        var (latency, jitter) = (keys.Required("latency", "200ms")?.PositiveDuration(), Time(keys, "jitter"));
        if (jitter > latency)
            keys["jitter"]!.Wrong($"it is at most the latency, {Units.Format(latency.Value)}: nothing arrives before it was sent");
        return latency is null || jitter is null ? null
            : (new LatencyToxic { Name = name, Latency = latency.Value, Jitter = jitter.Value },
                $"+{Units.ForPeople(latency.Value)}{(jitter > TimeSpan.Zero ? " ± " + Units.ForPeople(jitter.Value) : "")} on {whom}");
    }
}
