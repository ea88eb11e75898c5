using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary><c>limit-data: { target: payments-link, bytes: 10kB }</c></summary>
internal sealed class LimitDataFault() : ConnectionFault("limit-data", "Connections through a proxy are closed when so much has passed.",
    new PlanKey("bytes", Shape.Size, "So much on each connection, from when the fault began on it.", Required: true))
{
    protected override (Toxic, string)? ReadToxic(PlanNode keys, string name, string whom) =>
        keys.Required("bytes", "10kB")?.Bytes() is { } bytes ? (new LimitDataToxic { Name = name, Bytes = bytes }, $"{whom} are closed after {ByteSize.ForPeople(bytes)}") : null;
}
