namespace Harness.Plans;

/// <summary>Reads <c>steps:</c>.</summary>
/// <param name="scope">What other parts need to know of them.</param>
/// <param name="templates">Knows the variables so far.</param>
internal sealed class StepsReader(ScenarioScope scope, TemplateReader templates)
{
    private const string Think = "think";
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head", "options"];
    private static readonly string[] RequestKeys = [.. ScenarioShapes.Request.Keys!.Select(key => key.Name)];

    public IReadOnlyList<Step> Read(PlanNode? list)
    {
        var steps = new List<Step>();
        if (list?.List(1) is not { } items)
        {
            scope.Steps.IsComplete = scope.Checks.IsComplete = false;
            return steps;
        }

        foreach (var item in items)
        {
            if (ReadStep(item) is { } step)
                steps.Add(step);
        }

        if (steps.Count == items.Count && !steps.OfType<RequestStep>().Any())
            list.Problem($"{list.Name} only think; at least one must send something");
        return steps;
    }

    private Step? ReadStep(PlanNode item)
    {
        if (item[Think] is { } think)
            return item.Takes(ScenarioShapes.Think) && think.Range() is { } range ? new ThinkStep(range.Shortest, range.Longest) : null;
        var request = item.Takes([.. RequestKeys, Think]) ? Request(item) : null;
        if (request is null)
            scope.Steps.IsComplete = scope.Checks.IsComplete = templates.Variables.IsComplete = false;
        return request;
    }

    private RequestStep? Request(PlanNode item)
    {
        var verbs = item.Entries.Where(entry => Methods.Contains(entry.Key.Scalar)).ToList();
        if (verbs.Count == 0 && item.Entries.All(entry => RequestKeys.Contains(entry.Key.Scalar)))
            item.Problem($"a step needs one of {string.Join(", ", Methods)} with a URL, or {Think} with a time");
        if (verbs.Count > 1)
            verbs[1].Key.Problem($"a step sends one request; this one has {verbs[0].Key.Scalar} already: make it a step of its own");
        if (verbs.Count != 1)
            return null;
        var (method, url) = (verbs[0].Key.Scalar!.ToUpperInvariant(), verbs[0].Value);
        var step = new RequestStep
        {
            Method = method,
            Name = Name(item["name"], $"{method} {url.Scalar}", item),
            Url = new StepUrlReader(scope, templates).Read(url) ?? new Template("", [], escapesJson: false),
            Headers = Headers(item["headers"]),
            Body = item["json"] is { } json ? templates.ReadJson(json) : item["body"] is { } body ? templates.Read(body) : null,
            BodyIsJson = item["json"] is not null,
            Checks = item["check"] is { } check ? StepChecks.Read(check, scope.Checks) : [],
            Timeout = item["timeout"]?.PositiveDuration() ?? TimeSpan.FromSeconds(60),
        };
        if (item["json"] is not null && item["body"] is { } second)
            second.Problem("a step has either json or body, not both");
        return step with { Extract = Extract(item["extract"]) };
    }

    private string Name(PlanNode? node, string byDefault, PlanNode item)
    {
        if (node is null)
        {
            scope.Steps.AddUnique(byDefault, item);
            return byDefault;
        }

        if (node.Text() is not { } name)
            scope.Steps.IsComplete = false;
        else if (!NameRules.IsTagValue(name))
            node.Wrong("a selector must be able to hold it: no , { } [ ] or quotes, and at most 80 characters");
        else
            scope.Steps.AddUnique(name, node);
        return node.Scalar ?? "";
    }

    private List<KeyValuePair<string, Template>> Headers(PlanNode? node)
    {
        var headers = new List<KeyValuePair<string, Template>>();
        foreach (var (key, value) in node?.Mapping() ?? [])
        {
            var name = key.Scalar!;
            if (!NameRules.IsToken(name))
                key.Problem($"'{name}' is no name of a header; it has letters, digits and dashes");
            else if (name.ToLowerInvariant() is "content-length" or "transfer-encoding" or "connection")
                key.Problem($"the header {name} is set by the harness itself; leave it out");
            if (templates.Read(value) is not { } template)
                continue;
            if (template.Parts.Any(part => part.Text.AsSpan().ContainsAny('\r', '\n', '\0')))
                value.Problem($"{value.Name} has several lines; the value of a header is one");
            headers.Add(new(name, template));
        }

        return headers;
    }

    private List<Extraction> Extract(PlanNode? node)
    {
        var all = new List<Extraction>();
        foreach (var (key, value) in node?.Mapping() ?? [])
        {
            var name = key.Scalar!;
            if (!NameRules.IsIdentifier(name) || name == "uuid")
                key.Problem($"'{name}' cannot be a variable; its name has letters, digits and underscores, begins with no digit and is not uuid");
            templates.Variables.Add(name);
            if (value.Text() is not { } text)
                continue;
            if (JsonPath.TryParse(text, out var path, out var problem))
                all.Add(new Extraction(name, path!));
            else
                value.Problem($"{value.Name} is '{text}': {problem}");
        }

        return all;
    }
}
