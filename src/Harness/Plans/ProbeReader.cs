namespace Harness.Plans;

/// <summary>Reads a probe: of a hypothesis, or of a stop condition.</summary>
/// <param name="scope">Knows the load's target, what may be selected, and the probes there are.</param>
internal sealed class ProbeReader(ScenarioScope scope)
{
    /// <summary>A probe, or null after noting what is wrong with it.</summary>
    /// <param name="item">The mapping.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="http">The keys it has where it asks a URL.</param>
    /// <param name="metric">The keys it has where it looks at a metric.</param>
    public Probe? Read(PlanNode item, string what, Shape http, Shape metric)
    {
        if (!item.IsMapping || item["http"] is null == item["metric"] is null)
        {
            item.Problem($"a {what} is {{ name, http: /path, expect: {{ status: 200 }} }} or {{ name, metric, expect: rate<0.01, window: 5s }}");
            return null;
        }

        item.Takes(item["http"] is null ? metric : http);
        var name = item.Required("name", "healthy")?.Text();
        if (name is not null && !NameRules.IsTagValue(name))
            item["name"]!.Wrong("it is one short line without , { } [ ] or quotes");
        else if (name is not null)
            scope.Probes.AddUnique(name, item["name"]!);
        return item["http"] is { } url ? HttpProbe(item, name ?? "", url) : MetricProbe(item, name ?? "", item["metric"]!);
    }

    private HttpProbe? HttpProbe(PlanNode item, string name, PlanNode http)
    {
        var expect = item.Required("expect", "{ status: 200 }");
        var statuses = expect?.Takes(ScenarioShapes.Answer) == true && expect.Required("status", "200") is { } status ? StepChecks.Statuses(status) : null;
        return http.Text() is { } text && Url(http, text) is { } url && statuses is not null ? new HttpProbe(name, text, url, statuses) : null;
    }

    private Uri? Url(PlanNode node, string text)
    {
        if (text.Contains("${", StringComparison.Ordinal) || !UrlRules.IsPath(text) && !UrlRules.IsAbsolute(text))
            node.Wrong("it is a path such as /healthz, or an http:// or https:// URL, without variables");
        else if (UrlRules.IsPath(text) && !scope.HasTarget)
            node.Problem($"{node.Name} is the path '{text}', but load has no target for it to go to; say load.target or write the whole URL");
        else if (UrlRules.IsPath(text))
            return scope.TargetUrl is { } target ? new Uri(target, text) : null;
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
            node.Wrong("it is no URL; one looks like http://127.0.0.1:5080/healthz");
        else
            return Checked(node, url);
        return null;
    }

    private Uri Checked(PlanNode node, Uri url)
    {
        if (scope.Settings is { } settings)
            UrlRules.CheckHost(node, HostPort.Of(url).Host, settings.Safety);
        return url;
    }

    private MetricProbe? MetricProbe(PlanNode item, string name, PlanNode metric)
    {
        var window = item.Required("window", "5s");
        var length = window?.Window();
        if (new SelectorReader(scope).Read(metric) is not var (selector, found))
            return null;
        if ((selector["phase"] ?? selector["stage"]) is not null)
            metric.Wrong("a probe looks at the last seconds, whatever phase or stage they are in; leave that out");
        return item.Required("expect", "rate<0.01") is { } expect && ThresholdReader.Expression(expect, found) is { } expectation && length is not null
            ? new MetricProbe(name, selector, expectation, length.Value)
            : null;
    }
}
