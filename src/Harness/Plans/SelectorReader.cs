namespace Harness.Plans;

/// <summary>Reads <c>response_time{step:pay,phase:slow-payments}</c> and checks that there is such a thing.</summary>
/// <param name="scope">Knows metrics, steps, stages, checks and faults.</param>
internal sealed class SelectorReader(ScenarioScope scope)
{
    public (MetricSelector Selector, MetricName Metric)? Read(PlanNode node)
    {
        if (node.Text() is not { } text)
            return null;
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).Trim();
        if (scope.Catalog.Metrics.FirstOrDefault(metric => metric.Name == name) is not { } metric)
        {
            node.Problem($"no metric is called '{name}'{Nearest.Offer(name, scope.Catalog.Metrics.Select(m => m.Name))}");
            return null;
        }

        if (open < 0)
            return (new MetricSelector(name, [], text), metric);
        if (!text.EndsWith('}'))
        {
            node.Problem($"'{text}' does not end with '}}'; a selector is written {name}{{key:value,key:value}}");
            return null;
        }

        return Tags(node, text[(open + 1)..^1], metric) is { } tags ? (new MetricSelector(name, tags, text), metric) : null;
    }

    private List<KeyValuePair<string, string>>? Tags(PlanNode node, string text, MetricName metric)
    {
        var tags = new List<KeyValuePair<string, string>>();
        foreach (var part in Split(text))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            var (key, value) = colon < 0 ? (part.Trim(), "") : (part[..colon].Trim(), part[(colon + 1)..].Trim());
            if (Problem(key, value, metric, tags) is { } problem)
            {
                node.Problem(problem);
                return null;
            }

            tags.Add(new(key, value));
        }

        return tags;
    }

    private string? Problem(string key, string value, MetricName metric, List<KeyValuePair<string, string>> before)
    {
        if (value.Length == 0)
            return $"'{key}' in the selector has no value; a selector is written {metric.Name}{{key:value,key:value}}";
        if (!metric.Tags.Contains(key))
            return $"{metric.Name} cannot be narrowed by '{key}'{Nearest.Offer(key, metric.Tags)}";
        if (before.Exists(tag => tag.Key == key))
            return $"'{key}' stands twice in the selector; a thing cannot be both";
        return scope.ValuesOf(key) is { } known && !known.Has(value)
            ? $"no {key} is called '{value}'{Nearest.Offer(value, known.All)}"
            : null;
    }

    /// <summary>At commas, but not inside brackets: <c>check:status: [200, 201]</c> is one tag.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (text[i] != ',' || depth != 0)
                continue;
            yield return text[start..i];
            start = i + 1;
        }

        yield return text[start..];
    }
}
