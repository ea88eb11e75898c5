using Harness.Journal;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>What became of one fault, and of the steady state because of it. All times are from t = 0.</summary>
public sealed class FaultStory
{
    /// <summary>The fault as planned.</summary>
    public required PlannedFault Fault { get; init; }

    /// <summary>The state it is in, or ended in.</summary>
    public FaultState State { get; set; } = FaultState.Pending;

    /// <summary>When injecting began: the start of its phase.</summary>
    public TimeSpan? InjectingAt { get; set; }

    /// <summary>When it was there.</summary>
    public TimeSpan? ActiveAt { get; set; }

    /// <summary>When the undo began.</summary>
    public TimeSpan? HealingAt { get; set; }

    /// <summary>When it was gone: the end of its phase.</summary>
    public TimeSpan? HealedAt { get; set; }

    /// <summary>Whether the state was read again after the undo, and found as before.</summary>
    public bool? Verified { get; set; }

    /// <summary>Whether the steady state held when it was due; null where there was no gate, or the run did not come so far.</summary>
    public bool? GateHeld { get; set; }

    /// <summary>Why it was skipped, how it was verified, or what to do by hand; or null.</summary>
    public string? Note { get; set; }

    /// <summary>For a toxic: connections while it was on, and those it hit.</summary>
    public ToxicShare? Share { get; set; }

    /// <summary>From active to the close of the first second that shows a broken tolerance; null where none broke.</summary>
    public TimeSpan? TimeToDetect { get; set; }

    /// <summary>The first tolerance that broke while it was on, or null.</summary>
    public ProbeState? FirstBreach { get; set; }

    /// <summary>From healed to the first second from which all probes hold for a whole window; null where that was not seen.</summary>
    public TimeSpan? TimeToRecover { get; set; }

    /// <summary>The second from which the steady state held again, or null.</summary>
    public int? RecoveredSecond { get; set; }

    /// <summary>True where recovery was awaited: there is a hypothesis, the fault was healed, and not by the end of the run.</summary>
    public bool RecoveryJudged { get; set; }

    /// <summary>What differs more from the plan is told.</summary>
    public static readonly TimeSpan Punctual = TimeSpan.FromMilliseconds(100);

    /// <summary>How much later than planned it was there, where that is more than <see cref="Punctual"/>; else null.</summary>
    public TimeSpan? BeganLate => ActiveAt - Fault.At is { } late && late > Punctual ? late : null;

    /// <summary>How much later than planned its undo began, likewise; a fault that is cut short is never late.</summary>
    public TimeSpan? EndedLate => HealingAt - (ActiveAt > Fault.Until ? ActiveAt : Fault.Until) is { } late && late > Punctual ? late : null;

    /// <summary>True while it is in force: from injecting until healed.</summary>
    public bool InForce => InjectingAt is not null && HealedAt is null && State is not (FaultState.Lost or FaultState.Skipped);

    /// <summary>True where it was in force at any moment of the second that ends at a time.</summary>
    public bool WasInForce(TimeSpan closed) => State != FaultState.Skipped && InjectingAt < closed && !(HealedAt <= closed - TimeSpan.FromSeconds(1));

    /// <summary>Takes a change of state.</summary>
    public void Apply(FaultChanged change)
    {
        State = change.State;
        Note = change.Note ?? Note;
        Share = change.Share ?? Share;
        GateHeld = change.GateHeld ?? GateHeld;
        Verified = change.Verified ?? Verified;
        switch (change.State)
        {
            case FaultState.Injecting: InjectingAt = change.At; break;
            case FaultState.Active: ActiveAt = change.At; break;
            case FaultState.Healing: HealingAt ??= change.At; break;
            case FaultState.Healed or FaultState.Lost: HealedAt = change.At; break;
        }
    }
}
