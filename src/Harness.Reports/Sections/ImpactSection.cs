using Harness.Checks;
using Harness.Journal;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>What each fault did to the numbers, and what became of it.</summary>
internal static class ImpactSection
{
    public static SectionText Draw(Facts facts)
    {
        // The plan of a rehearsal has no faults, whatever the scenario has.
        if (facts.Run.Start is { WithFaults: false }) return new($"A rehearsal: no fault was injected. Thresholds on the phase of a fault were left out.", Html.None);
        if (facts.Plan.Faults.Count == 0) return new($"The scenario has no faults.", Html.None);
        var body = Table(facts);
        if (!facts.WasLoaded) return new($"{Words.NothingSent} No fault was injected.", body);
        return new($"{Finding(facts)}", body);
    }

    private static string Finding(Facts facts)
    {
        if (facts.Injected.Count == 0) return "No fault was injected.";
        if (double.IsNaN(facts.BaselineP95())) return $"{FaultWords.WithoutBaseline(facts)}. {State(facts)}";
        var effects = string.Join("; ", facts.Injected.Select(story => $"{story.Fault.Name} {Effect(facts, story)}"));
        return $"{effects}. {State(facts)}";
    }

    private static string Effect(Facts facts, FaultStory story)
    {
        var during = facts.Sums.Within(story.Fault.Name);
        if (during.Requests == 0) return "met no request";
        var ratio = during.ResponseTime.Percentile(95) / facts.BaselineP95();
        var effects = new List<string>();
        if (ratio >= 2) effects.Add($"made p95 {Numbers.Count(ratio)} times slower");
        else if (ratio >= 1.1) effects.Add($"made p95 {Numbers.Percent(Math.Round(ratio - 1, 2))} slower");
        if (during.RequestsFailed > 0) effects.Add($"failed {Words.Requests(during.RequestsFailed)}");
        return effects.Count == 0 ? "changed little" : Words.List(effects);
    }

    private static string State(Facts facts)
    {
        var gone = facts.Injected.Count(f => f.State == FaultState.Healed && f.Verified == true);
        var still = facts.Injected.Where(f => f.State != FaultState.Healed).Select(f => f.Fault.Name).ToList();
        if (still.Count > 0) return $"Not healed: {Words.List(still)}.";
        return gone == facts.Injected.Count ? (gone switch { 1 => "It is", 2 => "Both are", _ => "All are" }) + " gone, and that was verified." : "All were healed, not all of that was verified.";
    }

    private static Html Table(Facts facts)
    {
        var rows = new ImpactRows(facts);
        var limit = rows.Limit > 0 ? (Html)$" │ {Numbers.Ms(rows.Limit)}" : Html.None;
        var dumbbell = facts.Injected.Count > 0 ? (Html)$"○ baseline ● during{limit}, log" : (Html)$"Note";
        return $"""
            <div class="scroll" tabindex="0" role="region" aria-label="Table of fault impact"><table class="im"><thead><tr><th scope="col">Fault</th><th scope="col">Measure</th><th scope="col" class="n">Baseline</th><th scope="col" class="n">During</th><th scope="col" class="n">Difference</th><th scope="col" class="g">{dumbbell}</th></tr></thead><tbody>{facts.Run.Faults.Select(rows.Of)}</tbody></table></div>
            """;
    }
}
