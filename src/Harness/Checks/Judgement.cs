using Harness.Journal;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>The judgement of a run: a function of its fold, and so of its journal.</summary>
public sealed class Judgement
{
    private readonly List<Reason> reasons = [];
    private readonly RunFold run;

    private Judgement(RunFold run)
    {
        this.run = run;
        run.Complete();
        Thresholds = ThresholdCheck.Judge(run);
        Validity = Checks.Validity.Judge(run);
    }

    /// <summary>Each threshold with its number.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; }

    /// <summary>The generator against its limits.</summary>
    public IReadOnlyList<ValidityMeasure> Validity { get; }

    /// <summary>Pass, fail or invalid, and why.</summary>
    public Verdict Verdict { get; private set; } = null!;

    /// <summary>True where the steady state held before, during and after every fault; null without a hypothesis or where the run did not come so far.</summary>
    public bool? HypothesisHeld { get; private set; }

    /// <summary>False where nothing was sent after t = 0: then nothing of the load is judged, neither thresholds nor hypothesis.</summary>
    public bool WasLoaded => run.LoadStart is not null && run.Elapsed > TimeSpan.Zero;

    /// <summary>Judges a run that has ended, or the journal of one that was killed.</summary>
    public static Judgement Of(RunFold run)
    {
        var judgement = new Judgement(run);
        judgement.Judge();
        return judgement;
    }

    private void Judge()
    {
        NotHealed();
        foreach (var cause in (StopCause[])[StopCause.Fault, StopCause.Crash, StopCause.Signal, StopCause.Setup, StopCause.Refused, StopCause.Unhealthy, StopCause.NoSteadyState, StopCause.Condition, StopCause.Threshold]) Stopped(cause);
        if (run.End is null) Add(ExitCode.NotValid, Outcome.Invalid, "environment", "The run was killed:", $" its journal ends at {Numbers.Clock(run.LastAt)} without an end. What follows is what was written before.");
        if (WasLoaded)
        {
            foreach (var measure in Validity.Where(m => !m.Met && m.Consequence == Distortion.TooBad)) Overloaded(measure);
            NotInjected();
            Hypothesis();
            JudgeThresholds();
            UncoveredChecks();
            if (reasons.All(r => r.Outcome != Outcome.Fail))
                foreach (var measure in Validity.Where(m => !m.Met && m.Consequence == Distortion.TooGood)) Overloaded(measure);
            if (run.Plan.Thresholds.Count == 0 && run.Hypothesis is null && !LookedAtConditions && (run.Plan.IgnoreChecks || !run.Plan.Requests.Any(step => step.Checks.Count > 0)))
                Add(ExitCode.NotValid, Outcome.Invalid, "thresholds", "Nothing was judged:", " the scenario has no thresholds, no hypothesis, no checks, and no stop condition that saw data.");
        }
        var first = reasons.Where(r => r.Code != ExitCode.Pass).MinBy(r => ExitCodes.Rank(r.Code));
        if (WasLoaded && run.End is not null && run.Stops.Count == 0) GoodNews();
        Verdict = new(first?.Outcome ?? Outcome.Pass, first?.Code ?? ExitCode.Pass, [.. reasons.OrderBy(r => ExitCodes.Rank(r.Code))]);
    }

    private bool LookedAtConditions => run.StopConditions is { } fold && run.Plan.StopConditions.Any(condition => fold.Record(condition).Evaluated > 0);

    private void Add(ExitCode code, Outcome outcome, string section, string subject, string text) => reasons.Add(new(code, outcome, section, subject, text));

    private void NotHealed()
    {
        foreach (var story in run.Faults.Where(f => f.State == FaultState.Stuck || (f.InForce && run.End is not null)))
            Add(ExitCode.NotHealed, Outcome.Fail, "impact", "A fault could not be healed:", $" {story.Fault.Name}. {story.Note ?? story.Fault.Action.UndoDescription} Run `harness heal`.");
        foreach (var leftover in run.Leftovers.Where(l => !l.Healed))
            Add(ExitCode.NotHealed, Outcome.Fail, "environment", "What an earlier run left could not be healed:", $" {leftover.What}. {leftover.Note}");
    }

    /// <summary>Where the iterations were done before a fault was due, or before its end, the run says nothing about that fault.</summary>
    private void NotInjected()
    {
        if (run.FaultsStopped is { } stopped && run.Faults.Any(WasCutShort))
        {
            Add(ExitCode.NotValid, Outcome.Invalid, "impact", "Faults were stopped by hand:", $" at {Numbers.Clock(stopped.At ?? TimeSpan.Zero)}, by {stopped.By}. The run says nothing of what was cut short or left out.");
            return;
        }
        foreach (var story in run.Faults.Where(f => f.State == FaultState.Lost && run.Stops.Count == 0))
            Add(ExitCode.NotValid, Outcome.Invalid, "impact", "A fault was lost:", $" {story.Fault.Name}: {story.Note}. The run says nothing of what it would have shown.");
        foreach (var story in run.Faults.Where(f => f.State == FaultState.Skipped && f.GateHeld is null && run.Stops.Count == 0))
            Add(ExitCode.NotValid, Outcome.Invalid, "impact", "A fault was not injected:", $" {story.Fault.Name} was due at {Numbers.Clock(story.Fault.At)}, but the load was over at {Numbers.Clock(run.Elapsed)}. Plan more iterations, or an earlier fault.");
        foreach (var story in run.Faults.Where(f => run.Stops.Count == 0 && !run.IsOverEarly && f.Fault.Until < run.Plan.Duration && f.HealedAt > run.Elapsed && f.State == FaultState.Healed))
            Add(ExitCode.NotValid, Outcome.Invalid, "impact", "A fault was healed too late:", $" {story.Fault.Name} was planned until {Numbers.Clock(run.Plan.HealAt(story.Fault))} and gone at {Numbers.Clock(story.HealedAt!.Value)}, after the load, which ended at {Numbers.Clock(run.Elapsed)}: what follows it was not seen. Plan a longer load, or an earlier fault.");
        // A fault without an end of its own lasts as long as the load does, however long that is.
        foreach (var story in run.Faults.Where(f => run.IsOverEarly && f.Fault.Until is not null && f.ActiveAt is not null && WasCutShort(f)))
            Add(ExitCode.NotValid, Outcome.Invalid, "impact", "A fault was cut short:", $" {story.Fault.Name} was planned until {Numbers.Clock(run.Plan.HealAt(story.Fault))}, but the load was over at {Numbers.Clock(run.Elapsed)}. Plan more iterations, or a shorter fault.");
    }

    /// <summary>A stop of all faults after the last was healed as planned changes nothing.</summary>
    private bool WasCutShort(FaultStory story) => story is { State: FaultState.Skipped, GateHeld: null } || story.HealingAt < run.Plan.HealAt(story.Fault);

    private void Stopped(StopCause cause)
    {
        if (run.Stops.FirstOrDefault(s => s.Cause == cause) is not { } stop) return;
        var (code, outcome, section, subject) = cause switch
        {
            StopCause.Fault => (ExitCode.Crashed, Outcome.Invalid, "impact", "A fault could not be injected:"),
            StopCause.Crash => (ExitCode.Crashed, Outcome.Invalid, "environment", "The harness itself failed:"),
            StopCause.Signal => (ExitCode.Interrupted, Outcome.Invalid, "environment", "The run was stopped:"),
            StopCause.Setup => (ExitCode.InvalidPlan, Outcome.Invalid, "environment", "The run could not begin:"),
            StopCause.Refused => (ExitCode.Refused, Outcome.Invalid, "environment", "The run was refused:"),
            StopCause.Condition => (ExitCode.StopCondition, Outcome.Fail, "hypothesis", "A stop condition ended the run:"),
            StopCause.Threshold => (ExitCode.ThresholdFailed, Outcome.Fail, "thresholds", "A threshold ended the run:"),
            StopCause.Unhealthy => (ExitCode.NotSteady, Outcome.Invalid, "environment", "A target was never ready:"),
            _ => (ExitCode.NotSteady, Outcome.Invalid, "hypothesis", "The steady state was not there:"),
        };
        var healing = cause == StopCause.Condition ? $"; {StopText.Healing(run, StopStory.Of(run, stop))}." : "";
        Add(code, outcome, section, subject, $" {(healing.Length > 0 ? stop.Message.TrimEnd('.') : stop.Message)}{healing}");
    }

    private void Overloaded(ValidityMeasure measure)
    {
        string Show(double number) => measure.Unit == "ms" ? Numbers.Ms(number) : Numbers.Percent(number);
        Add(ExitCode.NotValid, Outcome.Invalid, "validity", measure.Subject, $" {measure.Name} was {Show(measure.Number)}, {Show(measure.Limit)} is allowed ({measure.Note}). {measure.Advice}");
    }

    private void Hypothesis()
    {
        if (run.Hypothesis is not { } fold) return;
        var before = reasons.Count;
        foreach (var story in run.Faults.Where(f => f.State == FaultState.Skipped && f.GateHeld == false && run.Stops.Count == 0))
            Add(ExitCode.HypothesisFailed, Outcome.Fail, "hypothesis", "The steady state was not back", $" before {story.Fault.Name}, which was skipped: {story.Note}");
        foreach (var story in run.Faults.Where(f => f.FirstBreach is not null && !f.Fault.ToleratedDuring))
        {
            var breaches = fold.Hypothesis.SteadyState.Select(probe => (Probe: probe, Record: fold.Record(probe.Name, story.Fault.Name))).Where(b => !b.Record.Held);
            foreach (var (probe, record) in breaches)
                Add(ExitCode.HypothesisFailed, Outcome.Fail, "hypothesis", "The hypothesis did not hold", $" during {story.Fault.Name}: {ProbeText.Describe(probe, record.Worst!)}.");
        }
        foreach (var story in run.Faults.Where(f => f.RecoveryJudged && !Recovered(f, fold.Hypothesis)))
            Add(ExitCode.HypothesisFailed, Outcome.Fail, "hypothesis", "Recovery took too long:", story.TimeToRecover is { } took
                ? $" the steady state was back {Numbers.Seconds(took)} after {story.Fault.Name} was healed; {Numbers.Seconds(fold.Hypothesis.RecoverWithin)} are allowed."
                : $" the steady state was not seen again after {story.Fault.Name} was healed at {Numbers.Clock(story.HealedAt!.Value)}; {Numbers.Seconds(fold.Hypothesis.RecoverWithin)} are allowed.");
        if (fold.LastCheck is { } last && last.FirstOrDefault(s => !s.Met) is { } broken)
            Add(ExitCode.HypothesisFailed, Outcome.Fail, "hypothesis", "The steady state did not hold at the last check:", $" {ProbeText.Describe(fold.Hypothesis.SteadyState.First(p => p.Name == broken.Probe), broken)}.");
        if (run.Stops.Count == 0 && run.End is not null) HypothesisHeld = reasons.Count == before;
        else if (reasons.Count > before) HypothesisHeld = false;
    }

    private static bool Recovered(FaultStory story, Hypothesis hypothesis) => story.TimeToRecover is { } took && took <= hypothesis.RecoverWithin;

    private void JudgeThresholds()
    {
        foreach (var result in Thresholds.Where(t => !t.Met && !IsTold(t.Threshold)))
        {
            var (selector, expression) = (result.Threshold.Selector, result.Threshold.Expression);
            Add(ExitCode.ThresholdFailed, Outcome.Fail, "thresholds", $"{selector} {expression}:", double.IsNaN(result.Number)
                ? $" no data{(result.Threshold.Window is { } window ? $" in {(result.FirstBreach is null ? "any" : "a")} window of {Units.ForPeople(window)}" : "")}, and no data is unmet{FirstSeen(result)}."
                : $" {Numbers.Of(selector.Metric, expression, result.Number)}, {ProbeText.Distance(selector.Metric, expression, result.Number)}{Since(result)}.");
        }
    }

    /// <summary>True where the stop of the run has said it already.</summary>
    private bool IsTold(Threshold threshold) =>
        run.Stops.FirstOrDefault(stop => stop.Cause == StopCause.Threshold) is { } told && told.Message.StartsWith($"{threshold} was ", StringComparison.Ordinal);

    private static string Since(ThresholdResult result) => (result.Threshold.Window is { } window ? $" in the worst {Units.ForPeople(window)}" : "") + FirstSeen(result);

    private static string FirstSeen(ThresholdResult result) => result.FirstBreach is { } at ? $"; first seen at {Numbers.Clock(at)}" : "";

    /// <summary>Checks that failed, and steps that could not be sent, where no threshold on <c>checks</c> says how many may.</summary>
    private void UncoveredChecks()
    {
        if (run.Plan.IgnoreChecks) return;
        var (failed, all, worst) = (0L, 0L, (Name: "", Failed: 0L));
        foreach (var key in run.Totals.Keys)
        {
            var totals = run.Totals.Select(key.Step, other => other == key);
            var outcomes = totals.Checks.Append(new("being sent", (totals.Requests, totals.Steps - totals.Requests)));
            foreach (var (name, (held, lost)) in outcomes.Where(check => !Covered(key, check.Key)))
            {
                failed += lost;
                all += held + lost;
                if (lost > worst.Failed) worst = ($"{name} of {key.Step}", lost);
            }
        }
        if (failed > 0)
            Add(ExitCode.ThresholdFailed, Outcome.Fail, "steps", "Checks failed and no threshold covers them:", $" {Numbers.Count(failed)} of {Numbers.Count(all)}, most of them {worst.Name}. Say how many are allowed (checks: [ rate>0.99 ]) or `checks: ignore`.");
    }

    private bool Covered(Metrics.FrameKey key, string check) => run.Plan.Thresholds.Any(threshold =>
        threshold.Selector is { Metric: "checks" } selector && key.Matches(selector) && (selector["check"] is not { } name || name == check));

    /// <summary>What held is said too: all of a pass, and the rest of a fail.</summary>
    private void GoodNews()
    {
        if (HypothesisHeld == true)
        {
            var done = run.Faults.Count(f => f.ActiveAt is not null);
            Good("hypothesis", "The hypothesis held", (done switch { 0 => " throughout; no fault was injected.", 1 => " before, during and after the fault.", 2 => " before, during and after both faults.", _ => $" before, during and after all {done} faults." }) + ClosestCall(run.Hypothesis!));
        }
        if (LookedAtConditions && run.StopConditions!.Breach is null)
            Good("hypothesis", run.Plan.StopConditions.Count == 1 ? "The stop condition held:" : $"All {run.Plan.StopConditions.Count} stop conditions held:",
                " the worst was " + string.Join(", ", run.Plan.StopConditions.Select(condition => $"{condition.Probe.Name} {StopText.Value(condition, run.StopConditions.Record(condition).Worst)}")) + ".");
        var judged = run.Faults.Where(f => f.RecoveryJudged).ToList();
        if (run.Hypothesis is { } fold && judged.Count > 0 && judged.TrueForAll(f => Recovered(f, fold.Hypothesis)))
            Good("hypothesis", "Recovery was in time:", " all tolerances held again " + string.Join(", ", judged.Select(f => $"{Numbers.Seconds(f.TimeToRecover)} after {f.Fault.Name}")) + $"; {Numbers.Seconds(fold.Hypothesis.RecoverWithin)} are allowed.");
        if (Thresholds.Count > 0 && Thresholds.All(t => t.Met))
        {
            var closest = Thresholds.MinBy(t => t.MarginShare)!;
            var (selector, expression) = (closest.Threshold.Selector, closest.Threshold.Expression);
            Good("thresholds", Thresholds.Count == 1 ? "The threshold held." : $"All {Thresholds.Count} thresholds held.",
                $" Closest: {selector} {expression.Left} was {Numbers.Of(selector.Metric, expression, closest.Number)}, {expression.Comparison.Sign()} {Numbers.Of(selector.Metric, expression, expression.Limit)} is asked for.");
        }
        if (run.Plan.IsOpen && Validity.All(m => m.Met))
            Good("validity", "The generator kept up:", $" schedule lag p99 {Numbers.Ms(run.Totals.Load.Lag.Percentile(99))}, {Numbers.Count(run.Totals.Load.Dropped)} dropped.");
    }

    private void Good(string section, string subject, string text) => Add(ExitCode.Pass, Outcome.Pass, section, subject, text);

    private string ClosestCall(HypothesisFold fold)
    {
        var calls = from story in run.Faults
                    from probe in fold.Hypothesis.SteadyState.OfType<MetricProbe>()
                    let worst = fold.Record(probe.Name, story.Fault.Name).Worst
                    where worst is { Number: > 0 } && probe.Expect.Limit > 0
                    orderby ProbeText.HigherIsWorse(probe.Expect) ? worst.Number / probe.Expect.Limit : probe.Expect.Limit / worst.Number descending
                    select $" Closest call: {probe.Name}, {Numbers.Of(probe.Selector.Metric, probe.Expect, worst.Number)} over {probe.Window.TotalSeconds:0} s during {story.Fault.Name}, {Numbers.Of(probe.Selector.Metric, probe.Expect, probe.Expect.Limit)} allowed.";
        return calls.FirstOrDefault() ?? "";
    }
}
