namespace Harness.Plans;

/// <summary>Reads where a step goes.</summary>
/// <param name="scope">Knows the load's target.</param>
/// <param name="templates">Knows the variables so far.</param>
internal sealed class StepUrlReader(ScenarioScope scope, TemplateReader templates)
{
    public Template? Read(PlanNode node)
    {
        if (templates.Read(node) is not { } template)
            return null;
        var start = template.Parts[0] is { Kind: TemplatePartKind.Fixed } first ? first.Text : "";
        if (UrlRules.IsAbsolute(start))
            CheckAbsolute(node, template, start);
        else if (!UrlRules.IsPath(start) || template.Parts.Any(part => part.Text.AsSpan().ContainsAny(" \t\r\n\\")))
            node.Wrong("it is a path that starts with one / and has no blanks, or an http:// or https:// URL");
        else if (!scope.HasTarget)
            node.Problem($"{node.Name} is the path '{node.Scalar}', but load has no target for it to go to; say load.target or write the whole URL");
        return template;
    }

    /// <summary>The host must be known before anything is sent, for the sake of safety.allowedHosts: holes may stand after it only.</summary>
    private void CheckAbsolute(PlanNode node, Template template, string start)
    {
        var authority = start.IndexOf("//", StringComparison.Ordinal) + 2;
        if (!template.IsFixed && start.AsSpan(authority).IndexOfAny('/', '?') < 0)
            node.Wrong("the host must be written out, so that it can be checked against safety.allowedHosts; variables may follow after the next /");
        else if (!Uri.TryCreate(start, UriKind.Absolute, out var url) || url.Host.Length == 0 || start.AsSpan().ContainsAny(" \t\r\n\\"))
            node.Wrong("it is no URL; one looks like http://127.0.0.1:5080/products");
        else if (scope.Settings is { } settings)
            UrlRules.CheckHost(node, HostPort.Of(url).Host, settings.Safety);
    }
}
