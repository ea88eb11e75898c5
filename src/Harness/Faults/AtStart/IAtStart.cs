using Harness.Plans;

namespace Harness.Faults.AtStart;

/// <summary>
/// Optional for a kind of fault: what must be so from its target's start for the fault to be possible later, such as a library that is loaded or a file system
/// of its own. Asked in the harness, before anything is started.
/// </summary>
internal interface IAtStart
{
    /// <summary>The start with what the fault needs.</summary>
    /// <param name="launch">As it would be.</param>
    /// <param name="target">Whose.</param>
    /// <param name="folder">Of the run; what the fault keeps there is its own.</param>
    /// <exception cref="FaultException">This machine has not what is needed; with what would help.</exception>
    Launch Ready(Launch launch, Target target, string folder);
}
