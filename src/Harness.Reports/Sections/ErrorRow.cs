using Harness.Metrics;

namespace Harness.Reports.Sections;

/// <summary>One kind of error, or one message, in one step.</summary>
/// <param name="Name">An outcome, a check, or a message.</param>
/// <param name="Step">Where.</param>
/// <param name="Count">How often.</param>
/// <param name="Share">Of the step's requests, or of the check's.</param>
/// <param name="Phase">The phase that has most of them.</param>
/// <param name="Seen">For words of a target or of the transport when they were seen, and a sample; null for a kind.</param>
internal sealed record ErrorRow(string Name, string Step, long Count, double Share, string Phase, ErrorTotals? Seen = null)
{
    /// <summary>Failed outcomes and checks, most frequent first.</summary>
    public static IReadOnlyList<ErrorRow> Kinds(Facts facts) => [.. facts.Steps.SelectMany(step => Outcomes(facts, step).Concat(Checks(facts, step))).OrderByDescending(row => row.Count)];

    /// <summary>Messages, most frequent first.</summary>
    public static IReadOnlyList<ErrorRow> Messages(Facts facts) => [.. facts.Steps.SelectMany(step => Of(facts, step)).OrderByDescending(row => row.Count)];

    private static IEnumerable<ErrorRow> Outcomes(Facts facts, string step)
    {
        var totals = facts.Sums.Of(step);
        // A step that expects a 404 has 4xx among its outcomes and nothing failed.
        if (totals.RequestsFailed == 0) return [];
        return totals.Outcomes.Where(o => !IsAccepted(o.Key)).Select(o => new ErrorRow(Kind(o.Key), step, o.Value, (double)o.Value / totals.Requests,
            Mostly(facts, step, phase => phase.Outcomes.GetValueOrDefault(o.Key))));
    }

    private static IEnumerable<ErrorRow> Checks(Facts facts, string step) =>
        facts.Sums.Of(step).Checks.Where(c => c.Value.Failed > 0).Select(c => new ErrorRow("check " + c.Key, step, c.Value.Failed,
            (double)c.Value.Failed / (c.Value.Held + c.Value.Failed), Mostly(facts, step, phase => phase.Checks.GetValueOrDefault(c.Key).Failed)));

    private static IEnumerable<ErrorRow> Of(Facts facts, string step)
    {
        var totals = facts.Sums.Of(step);
        return totals.Errors.Select(e => new ErrorRow(e.Key, step, e.Value.Count, (double)e.Value.Count / Math.Max(1, totals.Steps), Mostly(facts, step, phase => phase.Errors.GetValueOrDefault(e.Key)?.Count ?? 0), e.Value));
    }

    private static string Mostly(Facts facts, string step, Func<StepTotals, long> count) =>
        facts.Run.Totals.KeysOf(step).Select(key => key.Phase).Distinct().MaxBy(phase => count(facts.Sums.Of(step, phase))) ?? "";

    private static bool IsAccepted(string outcome) => outcome is "1xx" or "2xx" or "3xx";

    private static string Kind(string outcome) => outcome.EndsWith("xx", StringComparison.Ordinal) ? "status " + outcome : outcome;
}
