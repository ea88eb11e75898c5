using System.Globalization;

namespace Harness.Plans;

/// <summary>What must be true of a measure over the whole run, in k6's grammar: <c>"response_time{step:pay}": [ p(95)&lt;900 ]</c>.</summary>
/// <param name="Selector">Which numbers.</param>
/// <param name="Expression">What must hold of them.</param>
public sealed record Threshold(MetricSelector Selector, Expectation Expression)
{
    /// <summary>True where the first breach ends the run: no new iterations, faults are healed at once. Default false.</summary>
    public bool AbortOnFail { get; init; }

    /// <summary>A breach before this time, from t = 0, does not end the run. Default zero; k6's.</summary>
    public TimeSpan DelayAbortEval { get; init; }

    /// <summary>Judged over every window of so many whole seconds, and the worst counts; null for over the whole run.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>
    /// Fewer samples are no data, and no data is unmet; a window in which the plan does not send so many is not judged. Null for the default: 1, for
    /// a window <see cref="MetricProbe.MinSamples"/>, or half of what the plan sends in it where that is less. Counts need none.
    /// </summary>
    public int? MinSamples { get; init; }

    /// <summary>As in the scenario: <c>response_time{step:pay} p(95)&lt;900</c>.</summary>
    public override string ToString() => Window is { } window ? $"{Selector} {Expression} over {Units.Format(window)}" : $"{Selector} {Expression}";
}

/// <summary>A metric, narrowed by tags: <c>response_time{step:pay,phase:slow-payments}</c>.</summary>
/// <param name="Metric">A name of the catalog.</param>
/// <param name="Tags">Key and value, in the order written; all must match.</param>
/// <param name="Text">Spelled exactly as in the file.</param>
public sealed record MetricSelector(string Metric, IReadOnlyList<KeyValuePair<string, string>> Tags, string Text)
{
    /// <summary>The value of a tag, or null.</summary>
    public string? this[string key] => Tags.FirstOrDefault(tag => tag.Key == key).Value;

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A number of a metric and its limit: <c>p(95)&lt;500</c>, <c>rate&gt;0.99</c>.</summary>
/// <param name="Aggregate">Which number.</param>
/// <param name="Percentile">0 to 100, for <see cref="Plans.Aggregate.Percentile"/>; else 0.</param>
/// <param name="Comparison">How to compare.</param>
/// <param name="Limit">In the metric's unit: milliseconds for times, 0 to 1 for rates, one for counts, 1/s for the rate of a counter.</param>
/// <param name="Text">Spelled exactly as in the file.</param>
public sealed record Expectation(Aggregate Aggregate, double Percentile, Comparison Comparison, double Limit, string Text)
{
    /// <summary>True where <paramref name="value"/> meets the limit. NaN never does.</summary>
    public bool Holds(double value) => Comparison.Holds(value, Limit);

    /// <summary>True where a count is unmet and stays so whatever comes; one that has not reached yet what it must reach is not lost.</summary>
    public bool IsLost(double count) => !Holds(count) && (Comparison is Comparison.Less or Comparison.LessOrEqual || (Comparison == Comparison.Equal && count > Limit));

    /// <summary>The left side as people write it: <c>p(95)</c>, <c>rate</c>.</summary>
    public string Left => Aggregate == Aggregate.Percentile
        ? string.Create(CultureInfo.InvariantCulture, $"p({Percentile})")
        : Aggregate.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A number of a metric; k6's words.</summary>
public enum Aggregate
{
    /// <summary><c>p(N)</c>, nearest rank.</summary>
    Percentile,

    /// <summary><c>avg</c></summary>
    Avg,

    /// <summary><c>min</c></summary>
    Min,

    /// <summary><c>max</c></summary>
    Max,

    /// <summary><c>med</c>, the same as p(50).</summary>
    Med,

    /// <summary><c>count</c></summary>
    Count,

    /// <summary><c>rate</c>: the share of a rate metric, or a counter's events a second.</summary>
    Rate,

    /// <summary><c>value</c>: the last level of a gauge.</summary>
    Value,
}

/// <summary>How two numbers are compared.</summary>
public enum Comparison
{
    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,

    /// <summary>== (k6 also takes ===)</summary>
    Equal,

    /// <summary>!=</summary>
    NotEqual,
}

/// <summary>What a comparison means.</summary>
public static class Comparisons
{
    /// <summary>True where <c>value comparison limit</c>. NaN never holds, not even as "not equal": no data is unmet.</summary>
    public static bool Holds(this Comparison comparison, double value, double limit) => !double.IsNaN(value) && comparison switch
    {
        Comparison.Less => value < limit,
        Comparison.LessOrEqual => value <= limit,
        Comparison.Greater => value > limit,
        Comparison.GreaterOrEqual => value >= limit,
        Comparison.Equal => value == limit,
        _ => value != limit,
    };

    /// <summary>The sign: <c>&lt;</c>, <c>&lt;=</c> …</summary>
    public static string Sign(this Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => ">=",
        Comparison.Equal => "==",
        _ => "!=",
    };
}
