using Harness.Checks;

namespace Harness.Cli;

/// <summary>The end of a run on the console: verdict, reasons worst first, the report, and a last line to grep.</summary>
internal static class Summary
{
    private const int MostReasons = 12, MostThresholds = 20;

    public static void Write(RunFold run, Judgement judgement, string report, ExitCode code, TextWriter output)
    {
        var verdict = judgement.Verdict;
        var all = run.Totals.Select(_ => true);
        var share = all.Requests == 0 ? double.NaN : (double)all.RequestsFailed / all.Requests;
        output.WriteLine();
        output.WriteLine($"{Paint(verdict.Outcome, Running.Run.Word(verdict.Outcome).ToUpperInvariant())}  {Ink.Strong(run.Plan.Name)}  {Numbers.Length(run.Elapsed)}  {Numbers.Count(all.Requests)} requests  {Numbers.Percent(share)} failed  p95 {Numbers.Ms(all.ResponseTime.Percentile(95))}");
        if (judgement.WasLoaded) Thresholds(judgement.Thresholds, output);
        // What the thresholds say they have said above, each with its margin.
        var reasons = verdict.Reasons.Where(reason => reason.Section != "thresholds" || judgement.Thresholds.Count == 0).ToList();
        foreach (var reason in reasons.Take(MostReasons)) output.WriteLine($"  {Mark(reason)} {reason}");
        if (reasons.Count > MostReasons) output.WriteLine($"    … and {reasons.Count - MostReasons} more in the report");
        if (run.Start is { WithFaults: false }) output.WriteLine($"  {Ink.Dim("·")} rehearsal: no fault was injected; thresholds on the phase of a fault were left out");
        foreach (var fault in run.Faults)
            output.WriteLine($"  {Ink.Dim("·")} {fault.Fault.Letter} {fault.Fault.Name}: {Describe(fault)}{(fault.Verified == true ? " and verified" : "")}" + (fault.TimeToRecover is { } took ? $", recovered in {Numbers.Seconds(took)}" : "")
                + (fault.BeganLate is { } begin ? $"; there {Numbers.Seconds(begin)} after its time" : "") + (fault.EndedLate is { } end ? $"; its undo began {Numbers.Seconds(end)} after its time" : ""));
        output.WriteLine($"report  {report}");
        LastLine(code == verdict.ExitCode ? verdict.Outcome : Outcome.Invalid, code);
    }

    /// <summary>The line to grep: <c>verdict=fail exit=112</c>.</summary>
    public static void LastLine(Outcome outcome, ExitCode code) => Console.Out.WriteLine($"verdict={Running.Run.Word(outcome)} exit={(int)code}");

    /// <summary>Those that failed before those that hold, so that what is left out hides no reason.</summary>
    private static void Thresholds(IReadOnlyList<ThresholdResult> results, TextWriter output)
    {
        foreach (var result in results.OrderBy(result => result.Met).Take(MostThresholds))
            output.WriteLine($"  {(result.Met ? Ink.Good("+") : Ink.Bad("x"))} {result.Threshold}: {(double.IsNaN(result.Number) ? "" : ThresholdText.Measured(result) + ", ")}{ThresholdText.Margin(result)}{ThresholdText.Since(result)}");
        if (results.Count <= MostThresholds) return;
        var failed = Math.Max(0, results.Count(result => !result.Met) - MostThresholds);
        output.WriteLine($"    … and {results.Count - MostThresholds} more thresholds in the report, {(failed == 0 ? "none" : failed)} of them failed");
    }

    private static string Describe(FaultStory fault) => fault.State.ToString().ToLowerInvariant() + (fault.State == Journal.FaultState.Skipped ? $" ({fault.Note})" : "");

    private static string Mark(Reason reason) => reason.Outcome switch { Outcome.Pass => Ink.Good("+"), Outcome.Fail => Ink.Bad("x"), _ => Ink.Doubtful("!") };

    private static string Paint(Outcome outcome, string word) => outcome switch { Outcome.Pass => Ink.Good(word), Outcome.Fail => Ink.Bad(word), _ => Ink.Doubtful(word) };
}
