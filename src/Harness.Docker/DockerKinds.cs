using Harness.Running;

namespace Harness.Docker;

/// <summary>What this package adds.</summary>
public static class DockerKinds
{
    /// <summary>What containers use.</summary>
    public static ISignals Signals() => new ContainerSignals(new Engine(TimeProvider.System), TimeProvider.System);

    /// <summary>Containers as targets, and the faults that only containers have.</summary>
    public static Kinds AddDocker(this Kinds kinds) => kinds.Add(
        [new DisconnectFault(), new ExecFault()],
        root => new ContainerDriver(root, TimeProvider.System));
}
