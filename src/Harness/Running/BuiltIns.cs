using Harness.Faults;
using Harness.Faults.AtStart;
using Harness.Faults.Outside;

namespace Harness.Running;

/// <summary>Every kind that needs no package of its own, in one visible list.</summary>
public static class BuiltIns
{
    /// <summary>Faults on proxies, then on processes, containers and this machine, then on processes from their start, then by other tools; processes as targets.</summary>
    public static Kinds Kinds { get; } = new(
        [new LatencyFault(), new ResetFault(), new KillFault(), StopFault.Stop, StopFault.Restart, new PauseFault(), new LimitFault(), new StressFault(), new FillDiskFault(),
            new ClockFault(), new DnsFault(), new CommandFault(), new CallFault()],
        [root => new ProcessDriver(root, TimeProvider.System)]);
}
