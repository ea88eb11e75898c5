using Harness.Checks;
using Harness.Plans;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Whether the generator's numbers can be trusted.</summary>
internal static class ValiditySection
{
    public static SectionText Draw(Facts facts)
    {
        if (!facts.WasLoaded) return new($"{Words.NothingSent} The generator was not put to the test.", Html.None);
        var vus = facts.Plan.Loads.Where(load => load.IsOpen).Select(load => VUs(facts, load));
        return new($"{Finding(facts)}", $"""
            <table class="bars"><thead><tr><th scope="col">Measure</th><th scope="col" class="n">Value</th><th scope="col" class="n">Limit</th><th scope="col" class="g">Value against limit</th></tr></thead><tbody>{facts.Judgement.Validity.Select(Row)}{vus}</tbody></table>
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

    private static Html Row(ValidityMeasure measure)
    {
        string Show(double number) => measure.Unit == "ms" ? Numbers.Ms(number) : Numbers.Percent(number);
        var mark = measure.Met ? Mark.Of(true) : Mark.Caution("over its limit");
        return Row(measure.Name, measure.Note, Show(measure.Number), Show(measure.Limit), mark, Bullet.Draw(measure.Number, measure.Limit, isFloor: false, measure.Met));
    }

    private static Html Row(string name, string note, string value, string limit, Html mark, Html bar) =>
        $"""<tr><th scope="row"><div class="fx">{mark}<span>{name}<small>{note}</small></span></div></th><td class="n" data-l="Value">{value}</td><td class="n" data-l="Limit">≤ {limit}</td><td class="g">{bar}</td></tr>""";
}
