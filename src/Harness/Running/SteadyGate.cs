using Harness.Checks;
using Harness.Faults;

namespace Harness.Running;

/// <summary>The gate of faults: the live fold's steady state at the last closed second.</summary>
internal sealed class SteadyGate(HypothesisFold hypothesis) : IGate
{
    public string? WhyNot()
    {
        var state = hypothesis.State;
        if (state.Holds) return null;
        var broken = hypothesis.Hypothesis.SteadyState.Zip(state.Now).Where(p => !p.Second.Met).Select(p => ProbeText.Describe(p.First, p.Second)).ToList();
        return broken.Count > 0 ? string.Join("; ", broken) : "the windows of the steady state are not full yet";
    }
}
