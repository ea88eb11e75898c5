using System.Globalization;
using System.Text.RegularExpressions;

namespace Harness.Plans;

/// <summary>Parses k6's threshold expressions: <c>p(95)&lt;500</c>, <c>rate &gt;= 0.99</c>.</summary>
internal static partial class ExpectationParser
{
    /// <summary>The expression, or null and what is wrong.</summary>
    public static Expectation? Parse(string text, MetricName metric, out string? problem)
    {
        var match = Grammar().Match(text);
        if (!match.Success || Factor(match.Groups["unit"].Value, metric.Kind) is not { } factor || !Limit(match, factor, out var limit))
        {
            problem = $"'{text}' is no expression; write one such as {Example(metric.Kind)} ({UnitOf(metric.Kind)})";
            return null;
        }

        var word = match.Groups["word"].Value;
        var percentile = 0.0;
        Aggregate? aggregate = match.Groups["percentile"].Success ? Aggregate.Percentile : Named(word);
        problem = null;
        if (aggregate == Aggregate.Percentile && (!Number(match, "percentile", out percentile) || percentile is < 0 or > 100))
            problem = $"'{text}': a percentile is from 0 to 100, such as p(95)";
        else if (aggregate is null || !Allowed(metric.Kind).Contains(aggregate.Value))
            problem = $"'{text}': {metric.Name} has no '{word}'; it has {string.Join(", ", Allowed(metric.Kind).Select(Word))}, such as {Example(metric.Kind)}";
        else if (metric.Kind == MetricKind.Rate && limit is < 0 or > 1)
            problem = $"'{text}': the rate of {metric.Name} is a share from 0 to 1; 5% is 0.05";
        return problem is null
            ? new Expectation(aggregate!.Value, percentile, Sign(match.Groups["sign"].Value), limit, text)
            : null;
    }

    /// <summary>What a unit makes of the number before it, or null where it has no meaning for the metric.</summary>
    private static decimal? Factor(string unit, MetricKind kind) => (unit, kind) switch
    {
        ("", _) or ("ms", MetricKind.Trend) => 1,
        ("us", MetricKind.Trend) => 0.001m,
        ("s", MetricKind.Trend) => 1000,
        ("m", MetricKind.Trend) => 60_000,
        ("h", MetricKind.Trend) => 3_600_000,
        ("%", MetricKind.Rate) => 0.01m,
        _ => null,
    };

    private static Aggregate? Named(string word) => word switch
    {
        "avg" => Aggregate.Avg,
        "min" => Aggregate.Min,
        "max" => Aggregate.Max,
        "med" => Aggregate.Med,
        "count" => Aggregate.Count,
        "rate" => Aggregate.Rate,
        "value" => Aggregate.Value,
        _ => null,
    };

    /// <summary>The limit in the metric's unit, as exact as it was written: 99.9% is 0.999, not a number beside it.</summary>
    private static bool Limit(Match match, decimal factor, out double limit)
    {
        if (!decimal.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) || Math.Abs(exact) > Largest)
        {
            var isNumber = Number(match, "limit", out limit);
            limit *= (double)factor;
            return isNumber;
        }

        // By way of its text, because the cast of a decimal does not always give the nearest number.
        limit = double.Parse((exact * factor).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return true;
    }

    /// <summary>What is beyond could leave the range of a decimal.</summary>
    private const decimal Largest = 1e20m;

    private static bool Number(Match match, string group, out double number) =>
        double.TryParse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    private static Aggregate[] Allowed(MetricKind kind) => kind switch
    {
        MetricKind.Trend => [Aggregate.Percentile, Aggregate.Avg, Aggregate.Min, Aggregate.Max, Aggregate.Med, Aggregate.Count],
        MetricKind.Rate => [Aggregate.Rate],
        MetricKind.Gauge => [Aggregate.Value, Aggregate.Min, Aggregate.Max],
        _ => [Aggregate.Count, Aggregate.Rate],
    };

    private static string Word(Aggregate aggregate) => aggregate == Aggregate.Percentile ? "p(N)" : aggregate.ToString().ToLowerInvariant();

    private static string Example(MetricKind kind) => kind switch
    {
        MetricKind.Trend => "p(95)<500",
        MetricKind.Rate => "rate<0.01",
        MetricKind.Gauge => "max<100",
        _ => "count>100",
    };

    private static string UnitOf(MetricKind kind) => kind switch
    {
        MetricKind.Trend => "milliseconds, or with a unit such as 1.5s",
        MetricKind.Rate => "a share from 0 to 1, or 5%",
        MetricKind.Gauge => "virtual users",
        _ => "events, or events a second for rate",
    };

    private static Comparison Sign(string sign) => sign switch
    {
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        ">=" => Comparison.GreaterOrEqual,
        "!=" => Comparison.NotEqual,
        _ => Comparison.Equal,
    };

    [GeneratedRegex(@"^\s*(?<word>p\(\s*(?<percentile>[0-9.]{1,20})\s*\)|[A-Za-z]{1,20})\s*(?<sign><=|>=|===|==|!=|<|>)\s*(?<limit>[-+]?[0-9.]{1,30}([eE][-+]?[0-9]{1,3})?)\s*(?<unit>us|ms|s|m|h|%)?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
