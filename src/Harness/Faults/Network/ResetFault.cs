using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>reset: { target: payments-link, timeout: 0s, toxicity: 0.3 }</c></summary>
internal sealed class ResetFault() : ConnectionFault("reset", "Connections through a proxy are reset (TCP RST).",
    new PlanKey("timeout", Shape.Duration, "How long after its first byte a connection is reset.", "0s"))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom) =>
        Time(keys, "timeout") is { } timeout ? (new ResetPeerToxic { Name = name, Timeout = timeout }, $"{whom} are reset{After(timeout)}") : null;
}
