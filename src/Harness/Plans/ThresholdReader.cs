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
                if (Expression(item, metric) is { } expectation)
                    all.Add(new Threshold(selector, expectation));
            }
        }

        return all;
    }

    /// <summary>An expression over a metric, or null after noting what is wrong.</summary>
    public static Expectation? Expression(PlanNode node, MetricName metric)
    {
        if (node.IsList || node.IsMapping)
        {
            node.Wrong("it is an expression, such as p(95)<500");
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
