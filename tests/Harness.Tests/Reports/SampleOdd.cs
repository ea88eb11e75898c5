using Harness.Journal;

namespace Harness.Tests.Reports;

/// <summary>What can come in the way of a run, as a change of its journal.</summary>
public static class SampleOdd
{
    /// <summary>A target never became healthy: the load never began.</summary>
    public static IEnumerable<Entry> StoppedBeforeLoad(IEnumerable<Entry> entries) =>
        [.. entries.TakeWhile(e => e is not LoadStarted), new RunStopping(StopCause.Unhealthy, "shop-1 did not answer GET /healthz with 200 in 30 s."), new LoadEnded()];

    /// <summary>The power went at 0:41, in the middle of a fault.</summary>
    public static IEnumerable<Entry> Killed(IEnumerable<Entry> entries) => entries.TakeWhile(e => e.At is null || e.At <= TimeSpan.FromSeconds(41));

    /// <summary>Ctrl-C at 0:41: faults are healed, the run ends.</summary>
    public static IEnumerable<Entry> Aborted(IEnumerable<Entry> entries)
    {
        var at = TimeSpan.FromSeconds(41.2);
        return
        [
            .. Killed(entries),
            new RunStopping(StopCause.Signal, "Ctrl-C; faults were healed.") { At = at },
            new FaultChanged { Fault = "slow-payments", State = FaultState.Healing, At = at },
            new FaultChanged { Fault = "slow-payments", State = FaultState.Healed, Verified = true, At = at + TimeSpan.FromSeconds(0.1) },
            new FaultChanged { Fault = "lose-an-instance", State = FaultState.Skipped, Note = "the run was stopped", At = at },
            new LoadEnded { At = at + TimeSpan.FromSeconds(0.5) },
        ];
    }

    /// <summary>A stop condition is broken at 1:02, two seconds after an instance was killed.</summary>
    public static IEnumerable<Entry> StoppedByACondition(IEnumerable<Entry> entries)
    {
        var breach = TimeSpan.FromSeconds(62);
        return
        [
            .. entries.TakeWhile(e => e.At is null || e.At <= breach),
            new RunStopping(StopCause.Condition, "too-many-errors: http_req_failed rate was 32% over 3 s at 1:02, 12 pp over the 20% allowed.") { At = breach + TimeSpan.FromMilliseconds(3) },
            new FaultChanged { Fault = "lose-an-instance", State = FaultState.Healing, At = breach + TimeSpan.FromMilliseconds(12) },
            new FaultChanged { Fault = "lose-an-instance", State = FaultState.Healed, Verified = true, At = breach + TimeSpan.FromSeconds(0.8) },
            new LoadEnded { At = breach + TimeSpan.FromSeconds(1) },
        ];
    }

    /// <summary>Stopped in the warm-up: requests, but none that counts.</summary>
    public static IEnumerable<Entry> StoppedInWarmUp(IEnumerable<Entry> entries) =>
        [.. entries.TakeWhile(e => e.At is null || e.At < TimeSpan.Zero), new RunStopping(StopCause.Signal, "Ctrl-C.") { At = TimeSpan.FromSeconds(-1) }, new LoadEnded { At = TimeSpan.FromSeconds(-1) }];

    /// <summary>The load ran, and not one request was sent.</summary>
    public static IEnumerable<Entry> WithoutRequests(IEnumerable<Entry> entries) => entries.Where(e => e is not StepFrame);

    /// <summary>A fault ends in a state of its own instead of being healed.</summary>
    public static Func<IEnumerable<Entry>, IEnumerable<Entry>> Ends(FaultState state, string note) => entries => entries.Select(e =>
        e is FaultChanged { Fault: "slow-payments", State: FaultState.Healed } healed ? healed with { State = state, Verified = false, Note = note } : e);

    /// <summary>A fault is skipped because the steady state was not there.</summary>
    public static IEnumerable<Entry> Skipped(IEnumerable<Entry> entries) => entries
        .Where(e => e is not FaultChanged { Fault: "lose-an-instance", State: not FaultState.Injecting })
        .Select(e => e is FaultChanged { Fault: "lose-an-instance" } change ? change with { State = FaultState.Skipped, GateHeld = false, Note = "fast was 1,200 ms" } : e);
}
