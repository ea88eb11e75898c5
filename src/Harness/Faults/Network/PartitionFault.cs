using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>
/// <c>partition: { targets: [payments-link, db-link] }</c>: what a cut network is to TCP. Nothing passes either way and nobody is told, so who waits goes on waiting;
/// what was sent is not lost but late, as TCP sends again what was swallowed. It is a line of no bandwidth both ways.
/// </summary>
internal sealed class PartitionFault() : ToxicFault("partition",
    "Nothing passes through some proxies, either way: connections stay open, new ones are taken and get no answer, and what was sent arrives when it is over.", [ProxyKey.Several])
{
    protected override ToxicAction? ReadAction(PlanNode keys, string name, Settings settings) =>
        ProxyKey.ReadSeveral(keys, settings) is not { } targets ? null
            : new(Kind, targets[0], new BandwidthToxic { Name = name, Rate = 0 }, $"nothing passes through {string.Join(" and ", targets)}") { IsBothWays = true, Others = targets.Count == 1 ? null : [.. targets.Skip(1)] };
}
