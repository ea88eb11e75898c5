using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>timeout: { target: payments-link, timeout: 5s }</c></summary>
internal sealed class TimeoutFault() : ConnectionFault("timeout", "What flows through a proxy is thrown away, and connections on which nothing came for a while are closed.",
    new PlanKey("timeout", Shape.Duration, "How long nothing must come on a connection for it to be closed; 0s: it stays open until the fault is over, and is closed then.", "0s"))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom) =>
        Time(keys, "timeout") is { } timeout ? (new TimeoutToxic { Name = name, Timeout = timeout }, $"nothing passes on {whom}{(timeout > TimeSpan.Zero ? ", closed" + After(timeout) : "")}") : null;
}
