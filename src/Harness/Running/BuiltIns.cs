using Harness.Faults;
using Harness.Faults.AtStart;
using Harness.Faults.Network;
using Harness.Faults.Outside;

namespace Harness.Running;

/// <summary>Every kind that needs no package of its own, in one visible list.</summary>
public static class BuiltIns
{
    /// <summary>Faults on proxies, then on processes, containers and this machine, then on processes from their start, then by other tools; processes as targets.</summary>
    public static Kinds Kinds { get; } = new(
        [new LatencyFault(), new BandwidthFault(), new ResetFault(), new TimeoutFault(), new DownFault(), new PartitionFault(), new SlicerFault(), new LimitDataFault(), new SlowCloseFault(),
            new HttpStatusFault(), new HttpLatencyFault(), new KillFault(), StopFault.Stop, StopFault.Restart, new PauseFault(), new LimitFault(), new StressFault(), new FillDiskFault(),
            new ClockFault(), new DnsFault(), new CommandFault(), new CallFault()],
        [root => new ProcessDriver(root, TimeProvider.System)]);
}
