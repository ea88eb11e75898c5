using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>slow-close: { target: payments-link, delay: 2s }</c></summary>
internal sealed class SlowCloseFault() : ConnectionFault("slow-close", "Connections through a proxy are closed later than they should be.",
    new PlanKey("delay", Shape.Duration, "How much later.", Required: true))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom) =>
        keys.Required("delay", "2s")?.PositiveDuration() is { } delay ? (new SlowCloseToxic { Name = name, Delay = delay }, $"{whom} are closed {Units.ForPeople(delay)} late") : null;
}
