using Harness.Docker;
using Harness.Faults.Host;
using Harness.Running;

namespace Harness.Cli;

/// <summary>Every kind of fault and target that this program knows: the built-in ones and those of the satellites.</summary>
internal static class KnownKinds
{
    public static Kinds All { get; } = BuiltIns.Kinds.AddDocker().Add([], root => new HostDriver(root, PressCommand.Launch, TimeProvider.System));
}
