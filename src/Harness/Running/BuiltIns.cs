using Harness.Faults;

namespace Harness.Running;

/// <summary>Every kind that needs no package of its own, in one visible list.</summary>
public static class BuiltIns
{
    /// <summary>Faults on proxies, then on processes and containers; processes as targets.</summary>
    public static Kinds Kinds { get; } = new(
        [new LatencyFault(), new ResetFault(), new KillFault(), StopFault.Stop, StopFault.Restart, new PauseFault(), new LimitFault(), new StressFault(), new FillDiskFault()],
        [root => new ProcessDriver(root, TimeProvider.System)]);
}
