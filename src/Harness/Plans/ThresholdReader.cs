namespace Harness.Plans;

/// <summary>Reads <c>thresholds:</c>.</summary>
/// <param name="scope">Knows what may be selected.</param>
internal sealed class ThresholdReader(ScenarioScope scope)
{
    public IReadOnlyList<Threshold> Read(PlanNode node)
    {
        var all = new List<Threshold>();
        var selectors = new SelectorReader(scope);
        foreach (var (key, value) in node.Mapping() ?? [])
        {
            if (selectors.Read(key) is not var (selector, metric))
                continue;
            foreach (var item in value.OneOrMore() ?? [])
            {
                if (Read(item, selector, metric) is { } threshold)
                    all.Add(threshold);
            }
        }

        return all;
    }

    private static Threshold? Read(PlanNode item, MetricSelector selector, MetricName metric)
    {
        if (!item.IsMapping)
            return Expression(item, metric) is { } alone ? new Threshold(selector, alone) : null;
        item.Takes(ScenarioShapes.Threshold);
        var expectation = item.Required("threshold", "p(95)<500") is { } text ? Expression(text, metric) : null;
        var window = item["window"]?.Window();
        if (window is not null && selector["phase"] is not null)
            item["window"]!.Problem($"a window looks at the last seconds, whatever phase they are in; leave out window, or phase in {selector}");
        if (window is not null && metric.Kind == MetricKind.Gauge)
            item["window"]!.Problem($"{metric.Name} is a level of the whole run; leave out window");
        if (item["delayAbortEval"] is { } delay && item["abortOnFail"] is null)
            delay.Problem("delayAbortEval says when abortOnFail may begin to end the run; say abortOnFail: true, or leave it out");
        return expectation is null ? null : new Threshold(selector, expectation)
        {
            AbortOnFail = item["abortOnFail"]?.Bool() ?? false,
            DelayAbortEval = item["delayAbortEval"]?.Duration() ?? TimeSpan.Zero,
            Window = window,
            MinSamples = item["minSamples"]?.Integer(1, 1_000_000_000),
        };
    }

    /// <summary>An expression over a metric, or null after noting what is wrong.</summary>
    public static Expectation? Expression(PlanNode node, MetricName metric)
    {
        if (node.IsList || node.IsMapping)
        {
            node.Wrong("it is an expression, such as p(95)<500, or { threshold: p(95)<500, abortOnFail: true }");
            return null;
        }

        if (node.Text() is not { } text)
            return null;
        var expectation = ExpectationParser.Parse(text, metric, out var problem);
        if (problem is not null)
            node.Problem(problem);
        return expectation;
    }
}
