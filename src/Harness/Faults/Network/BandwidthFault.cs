using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>bandwidth: { target: payments-link, rate: 100kB/s }</c></summary>
internal sealed class BandwidthFault() : ConnectionFault("bandwidth", "Each connection through a proxy lets only so much through in a second.",
    new PlanKey("rate", Shape.ByteRate, "So much, in whole kB: 100kB/s, 2MB/s.", Required: true))
{
    private const long Unit = 1000;

    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom)
    {
        if (keys.Required("rate", "100kB/s") is not { } node || node.ByteRate() is not { } rate)
            return null;
        if (rate % Unit == 0)
            return (new BandwidthToxic { Name = name, Rate = rate / Unit }, $"{ByteSize.ForPeople(rate)}/s on {whom}");
        node.Wrong($"it is counted in whole kB: write {Math.Max(1, (rate + (Unit / 2)) / Unit)}kB/s");
        return null;
    }
}
