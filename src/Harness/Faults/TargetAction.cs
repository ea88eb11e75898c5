using Harness.Plans;

namespace Harness.Faults;

/// <summary>A fault on processes or containers: all that a target means, or some of them.</summary>
/// <param name="Kind">The word in the scenario.</param>
/// <param name="Target">The target's name.</param>
/// <param name="Pick">How many of those it means.</param>
public abstract record TargetAction(string Kind, string Target, Pick Pick) : FaultAction(Kind, Target)
{
    /// <summary><c>shop-1</c>, <c>one of fronts</c>.</summary>
    protected string Whom => Pick.Words(Target);
}
