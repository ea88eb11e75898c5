using Harness.Checks;
using Harness.Faults;
using Harness.Time;

namespace Harness.Running;

/// <summary>The gate of faults: the live fold's steady state over the window that ends when the fault is due.</summary>
internal sealed class SteadyGate(HypothesisFold hypothesis, RunClock clock) : IGate
{
    /// <summary>A second is closed a few milliseconds after its end. A fault waits for that, but not so long that it were late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(80);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    public async Task<string?> WhyNot(TimeSpan at, CancellationToken ct)
    {
        var state = hypothesis.State;
        var lastSecond = (int)Math.Floor(at.TotalSeconds) - 1;
        while (state.LastSecond < lastSecond && clock.Elapsed < at + Patience && !ct.IsCancellationRequested)
            await Task.Delay(Interval, clock.Source, CancellationToken.None).ConfigureAwait(false);
        if (state.Holds) return null;
        var broken = hypothesis.Hypothesis.SteadyState.Zip(state.Now).Where(p => !p.Second.Met).Select(p => ProbeText.Describe(p.First, p.Second)).ToList();
        return broken.Count > 0 ? string.Join("; ", broken) : "the windows of the steady state are not full yet";
    }
}
