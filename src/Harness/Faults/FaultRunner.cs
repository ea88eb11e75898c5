using Harness.Faults.Companion;
using Harness.Journal;
using Harness.Plans;
using Harness.Time;

namespace Harness.Faults;

/// <summary>
/// Takes every fault through its states on the run's clock: gate, injecting, active, healing, healed. Healing depends on no cancellation: it
/// has its own time-out, and is always done.
/// </summary>
public sealed class FaultRunner(Plan plan, RunClock clock, JournalWriter journal, Phases phases, CompanionClient companion, IGate? gate)
{
    private static readonly TimeSpan HealPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private int injected;

    /// <summary>Called where the run must stop because of a fault: the steady state was not there at the first one, or one could not be injected.</summary>
    public required Action<StopCause, string> Stop { get; init; }

    /// <summary>Runs all faults of the plan and returns when each is healed, stuck or skipped.</summary>
    /// <param name="noNewWork">The run ends: no fault is injected after it, and those that are active are healed at once.</param>
    /// <param name="noFaults">The same, while the load goes on.</param>
    public async Task Run(CancellationToken noNewWork, CancellationToken noFaults)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(noNewWork, noFaults);
        await Task.WhenAll(plan.Faults.Select(fault => Run(fault, either.Token, noFaults))).ConfigureAwait(false);
    }

    private async Task Run(PlannedFault fault, CancellationToken noNewWork, CancellationToken noFaults)
    {
        var isDue = await Wait(fault.At, noNewWork).ConfigureAwait(false);
        var whyNot = isDue && gate is not null ? await gate.WhyNot(fault.At, noNewWork).ConfigureAwait(false) : null;
        // The gate may take a moment: what was asked meanwhile holds, and a gate that was not waited for says nothing.
        if (noNewWork.IsCancellationRequested)
        {
            Skip(fault, noFaults.IsCancellationRequested ? "all faults were stopped before it was injected" : "the run ended before it was injected", gateHeld: null);
            return;
        }
        if (whyNot is not null)
        {
            Skip(fault, whyNot, gateHeld: false);
            if (Volatile.Read(ref injected) == 0) Stop(StopCause.NoSteadyState, $"{whyNot} at {fault.Name} (due {fault.At.TotalSeconds:0.###} s). Nothing was injected.");
            return;
        }
        Interlocked.Increment(ref injected);
        phases.Begin(fault.Name, clock.Elapsed);
        Write(fault, FaultState.Injecting, gateHeld: gate is null ? null : true);
        var wasLost = false;
        try
        {
            await companion.Inject(fault.Name, CancellationToken.None).ConfigureAwait(false);
            Write(fault, FaultState.Active, fault.Action.Description);
            wasLost = !await Stay(fault, noNewWork).ConfigureAwait(false);
        }
        catch (FaultException e)
        {
            Stop(StopCause.Fault, $"{fault.Name}: {e.Message}.");
        }
        catch (RefusedException e)
        {
            Stop(StopCause.Refused, $"{fault.Name}: {e.Message}.");
        }
        catch (CompanionLostException)
        {
            // Healing below says what that means for this fault; the run itself is stopped by whoever watches the companion.
        }
        await Heal(fault, wasLost).ConfigureAwait(false);
    }

    /// <summary>Until its healing is due; false where it is gone before: what somebody else undid is not reported as active.</summary>
    private async Task<bool> Stay(PlannedFault fault, CancellationToken noNewWork)
    {
        var until = plan.HealAt(fault);
        for (var look = clock.Elapsed + LookInterval; look < until; look += LookInterval)
        {
            if (!await Wait(look, noNewWork).ConfigureAwait(false)) return true;
            try
            {
                if (!await companion.IsThere(fault.Name, noNewWork).ConfigureAwait(false)) return false;
            }
            catch (FaultException)
            {
                // Nobody can tell now; the next look may.
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        }
        await Wait(until, noNewWork).ConfigureAwait(false);
        return true;
    }

    private async Task Heal(PlannedFault fault, bool wasLost)
    {
        Write(fault, FaultState.Healing);
        var healed = FaultState.Healed;
        Healing? healing = null;
        string note;
        try
        {
            healing = await companion.Heal(fault.Name, CancellationToken.None).WaitAsync(HealPatience, clock.Source, CancellationToken.None).ConfigureAwait(false);
            note = healing.Note;
            if (healing.With is { } below) note = $"healed {(wasLost ? "early " : "")}with {below}, on top of which it lay; {healing.Note}";
            else if (wasLost) (healed, note) = (FaultState.Lost, $"it was gone before its healing was due: what held it forgot it, or somebody else undid it; {healing.Note}");
            if (!healing.Verified) (healed, note) = (FaultState.Stuck, $"its healing could not be verified: {healing.Note}");
        }
        catch (CompanionLostException e)
        {
            (healed, note) = (FaultState.Lost, e.Message);
        }
        catch (Exception e) when (e is FaultException or TimeoutException)
        {
            (healed, note) = (FaultState.Stuck, $"{e.Message}: do this by hand: {fault.Action.UndoDescription}.");
        }
        if (healed != FaultState.Stuck) phases.End(fault.Name, clock.Elapsed);
        journal.Write(new FaultChanged { At = clock.Now, Wall = clock.Wall, Fault = fault.Name, State = healed, Note = note, Verified = healing?.Verified, Share = healing?.Share });
    }

    private async Task<bool> Wait(TimeSpan until, CancellationToken noNewWork)
    {
        try
        {
            await clock.WaitUntil(until, noNewWork).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Skip(PlannedFault fault, string why, bool? gateHeld) => Write(fault, FaultState.Skipped, why, gateHeld);

    private void Write(PlannedFault fault, FaultState state, string? note = null, bool? gateHeld = null) =>
        journal.Write(new FaultChanged { At = clock.Now, Wall = clock.Wall, Fault = fault.Name, State = state, Note = note, GateHeld = gateHeld });
}
