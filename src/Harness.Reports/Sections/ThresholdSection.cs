using Harness.Checks;
using Harness.Plans;
using Harness.Reports.Charts;
using Harness.Reports.Markup;

namespace Harness.Reports.Sections;

/// <summary>Each threshold with its number and its margin.</summary>
internal static class ThresholdSection
{
    public static SectionText Draw(Facts facts)
    {
        var results = facts.Judgement.Thresholds;
        if (results.Count == 0) return new($"The scenario has no thresholds.", Html.None);
        if (!facts.Judgement.WasLoaded) return new($"{(facts.WasLoaded ? "Only the warm-up was sent." : Words.NothingSent)} None of {Numbers.Count(results.Count)} was judged.", Html.None);
        var failed = results.Count(r => !r.Met);
        var over = $"over {Words.Requests(facts.All.Requests)}{(facts.Axis.From < 0 ? " after the warm-up" : "")}";
        var finding = failed == 0 ? (results.Count == 1 ? "It held" : $"All {results.Count} held") : $"{failed} of {results.Count} failed";
        return new($"{finding}, {over}.", $"""
            <table class="bars"><thead><tr><th scope="col">Threshold</th><th scope="col" class="n">Measured</th><th scope="col" class="n">Limit</th><th scope="col" class="g">Measured against limit</th></tr></thead><tbody>{results.Select(Row)}</tbody></table>
            """);
    }

    private static Html Row(ThresholdResult result)
    {
        var (selector, expression) = (result.Threshold.Selector, result.Threshold.Expression);
        var isFloor = expression.Comparison is Comparison.Greater or Comparison.GreaterOrEqual;
        string Show(double number) => Numbers.Of(selector.Metric, expression, number);
        return $"""<tr><th scope="row"><div class="fx">{Mark.Of(result.Met)}<span><code>{Spaced(expression)}</code><small><code>{Breakable(selector.Text)}</code>{Window(result)}</small></span></div></th><td class="n" data-l="Measured">{ThresholdText.Measured(result)}</td><td class="n" data-l="Limit">{expression.Comparison.Sign()} {Show(expression.Limit)}</td><td class="g">{Bullet.Draw(result.Number, expression.Limit, isFloor, result.Met)}<small>{ThresholdText.Margin(result)}{ThresholdText.Since(result)}</small></td></tr>""";
    }

    private static string Window(ThresholdResult result) => result.Threshold.Window is { } window ? $" over {Numbers.Length(window)}" : "";

    /// <summary><c>p(95)&lt;500</c> with air around its sign.</summary>
    private static string Spaced(Expectation expression)
    {
        var sign = expression.Text.IndexOfAny(['<', '>', '=', '!']);
        if (sign < 0) return expression.Text;
        var value = sign;
        while (value < expression.Text.Length && "<>=!".Contains(expression.Text[value])) value++;
        return $"{expression.Text[..sign].TrimEnd()} {expression.Text[sign..value]} {expression.Text[value..].TrimStart()}";
    }

    /// <summary>A line may break before the tags, and between them.</summary>
    private static Html Breakable(string selector) =>
        Html.Join(selector.Split('{').SelectMany((part, i) => part.Split(',').Select((tag, j) => (Html)$"{(j > 0 ? "," : i > 0 ? "{" : "")}{tag}")), "<wbr>");
}
