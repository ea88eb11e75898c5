using Harness.Plans;

namespace Harness.Faults.Network;

/// <summary>A proxy is switched off.</summary>
/// <param name="Target">The proxy.</param>
public sealed record DownAction(string Target) : FaultAction(DownFault.Word, Target)
{
    /// <inheritdoc/>
    public override string Description => $"{Target} is down: its connections are closed, new ones refused";

    /// <inheritdoc/>
    public override string UndoDescription => $"switch the proxy {Target} on again";
}
