using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>slicer: { target: payments-link, averageSize: 64B, sizeVariation: 16B, delay: 10ms }</c></summary>
internal sealed class SlicerFault() : ConnectionFault("slicer", "What flows through a proxy comes in small pieces.",
    new("averageSize", Shape.Size, "How long a piece is.", Required: true),
    new("sizeVariation", Shape.Size, "Evenly drawn, plus or minus; less than averageSize. None where left out."),
    new("delay", Shape.Duration, "A pause after each piece.", "0s"))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom)
    {
        var (size, variation, delay) = (keys.Required("averageSize", "64B")?.Bytes(), keys["sizeVariation"] is { } node ? node.Bytes() : 0, Time(keys, "delay"));
        if (variation >= size && size > 0)
            keys["sizeVariation"]!.Wrong($"it is less than averageSize, {ByteSize.ForPeople(size.Value)}: no piece is empty");
        return size is null || variation is null || delay is null ? null
            : (new SlicerToxic { Name = name, AverageSize = size.Value, SizeVariation = variation.Value, Delay = delay.Value },
                $"pieces of {ByteSize.ForPeople(size.Value)}{(variation > 0 ? " ± " + ByteSize.ForPeople(variation.Value) : "")}{(delay > TimeSpan.Zero ? $", {Units.ForPeople(delay.Value)} apart," : "")} on {whom}");
    }
}
