using Harness.Checks;
using Harness.Metrics;
using Harness.Plans;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Whether the generator's numbers can be trusted.</summary>
internal static class ValiditySection
{
    private const int EnoughSamples = 100;

    public static SectionText Draw(Facts facts)
    {
        if (!facts.WasLoaded) return new($"{Words.NothingSent} The generator was not put to the test.", Html.None);
        var vus = facts.Plan.Loads.Where(load => load.IsOpen).Select(load => VUs(facts, load));
        return new($"{Finding(facts)}", $"""
            <table class="bars"><thead><tr><th scope="col">Measure</th><th scope="col" class="n">Value</th><th scope="col" class="n">Limit</th><th scope="col" class="g">Value against limit</th></tr></thead><tbody>{facts.Judgement.Validity.Select(Row)}{vus}{Samples(facts)}</tbody></table>
            """);
    }

    private static string Finding(Facts facts)
    {
        var over = facts.Judgement.Validity.Where(m => !m.Met).ToList();
        if (over.Count == 0) return facts.Plan.IsOpen
            ? "The generator kept up with the plan: the numbers are those of the system under test."
            : "The generator had room to spare. Its load is closed: each virtual user waits for its answer, so a slow system is asked less often.";
        var names = Words.List([.. over.Select(m => m.Name)]);
        return over.Exists(m => m.Consequence == Distortion.TooBad)
            ? $"The generator did not keep up ({names}): the numbers may be worse than the system is, and prove nothing."
            : $"The generator was held back ({names}): the numbers may be better than the system is.";
    }

    private static Html VUs(Facts facts, LoadPlan load)
    {
        var used = facts.Run.Totals.LoadOf(load.Name).VUs.Max;
        var of = facts.Plan.Loads.Count > 1 ? $" of {load.Name}" : "";
        return Row($"VUs used{of}", "most at one time", Numbers.Count((long)used), Numbers.Count(load.MaxVUs), Mark.Of(true), Bullet.Draw(used, load.MaxVUs, isFloor: false, met: true));
    }

    /// <summary>Shown and never judged: percentiles of a phase with few requests are coarse, whoever sent them.</summary>
    private static Html Samples(Facts facts)
    {
        if (!facts.HasRequests) return Html.None;
        var (phase, fewest) = facts.Injected.Select(story => story.Fault.Name).Prepend(FrameKey.Baseline).Select(name => (name, facts.Sums.Within(name).Requests)).MinBy(one => one.Requests);
        var isEnough = fewest >= EnoughSamples;
        return Row("fewest samples in a phase", $"{phase}; not judged", Numbers.Count(fewest), Numbers.Count(EnoughSamples), isEnough ? Mark.Of(true) : Mark.Caution("few samples"), Bullet.Draw(fewest, EnoughSamples, isFloor: true, isEnough), "≥");
    }

    private static Html Row(ValidityMeasure measure)
    {
        string Show(double number) => measure.Unit == "ms" ? Numbers.Ms(number) : Numbers.Percent(number);
        var mark = measure.Met ? Mark.Of(true) : Mark.Caution("over its limit");
        return Row(measure.Name, measure.Note, Show(measure.Number), Show(measure.Limit), mark, Bullet.Draw(measure.Number, measure.Limit, isFloor: false, measure.Met));
    }

    private static Html Row(string name, string note, string value, string limit, Html mark, Html bar, string sign = "≤") =>
        $"""<tr><th scope="row"><div class="fx">{mark}<span>{name}<small>{note}</small></span></div></th><td class="n" data-l="Value">{value}</td><td class="n" data-l="Limit">{sign} {limit}</td><td class="g">{bar}</td></tr>""";
}
