using System.Text.Encodings.Web;

namespace Harness.Plans;

/// <summary>Reads the templates of a scenario and checks that what they name is there.</summary>
/// <param name="checkEnvironment">False where a plan is read again later, elsewhere.</param>
internal sealed class TemplateReader(bool checkEnvironment)
{
    /// <summary>Shorter secrets could not be masked without masking half a report.</summary>
    public const int ShortestSecret = 6;

    /// <summary>What the steps so far extract.</summary>
    public KnownNames Variables { get; } = new("variable");

    /// <summary>Text as it is written.</summary>
    public Template? Read(PlanNode node)
    {
        if (node.Text() is not { } text || Parts(node, text) is not { } parts)
            return null;
        return new Template(text, parts, escapesJson: false);
    }

    /// <summary>JSON text made of a YAML value; plain scalars keep their types, strings may hold holes.</summary>
    public Template? ReadJson(PlanNode node)
    {
        var parts = new List<TemplatePart>();
        if (!Write(node, parts))
            return null;
        var joined = Join(parts);
        return new Template(string.Concat(joined.Select(Source)), joined, escapesJson: true);
    }

    private bool Write(PlanNode node, List<TemplatePart> to)
    {
        if (node.IsMapping)
            return WriteMany(node.Entries, '{', '}', to, entry => WriteString(entry.Key, to) & Add(to, ":") & Write(entry.Value, to));
        if (node.IsList)
            return WriteMany(node.Items, '[', ']', to, item => Write(item, to));
        if (!node.IsPlain)
            return WriteString(node, to);
        switch (JsonScalar.Read(node.Scalar!, out var json))
        {
            case JsonScalarKind.Text:
                return WriteString(node, to);
            case JsonScalarKind.Json:
                return Add(to, json);
            default:
                node.Wrong("JSON has no such number: write it as JSON does, or in quotes for text");
                return false;
        }
    }

    private static bool WriteMany<T>(IReadOnlyList<T> items, char open, char close, List<TemplatePart> to, Func<T, bool> write)
    {
        var good = Add(to, open.ToString());
        for (var i = 0; i < items.Count; i++)
            good &= (i == 0 || Add(to, ",")) & write(items[i]);
        return good & Add(to, close.ToString());
    }

    private bool WriteString(PlanNode node, List<TemplatePart> to)
    {
        if (Parts(node, node.Scalar!) is not { } parts)
            return false;
        Add(to, "\"");
        to.AddRange(parts.Select(part => part.Kind == TemplatePartKind.Fixed
            ? part with { Text = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(part.Text) }
            : part));
        return Add(to, "\"");
    }

    private static bool Add(List<TemplatePart> to, string json)
    {
        to.Add(new TemplatePart(TemplatePartKind.Fixed, json));
        return true;
    }

    private static List<TemplatePart> Join(List<TemplatePart> parts)
    {
        var joined = new List<TemplatePart>();
        for (var at = 0; at < parts.Count;)
        {
            var run = parts.Skip(at).TakeWhile(part => part.Kind == TemplatePartKind.Fixed).Select(part => part.Text).ToList();
            joined.Add(run.Count == 0 ? parts[at] : new TemplatePart(TemplatePartKind.Fixed, string.Concat(run)));
            at += Math.Max(run.Count, 1);
        }

        return joined;
    }

    private static string Source(TemplatePart part) => part.Kind switch
    {
        TemplatePartKind.Fixed => part.Text.Replace("${", "$${", StringComparison.Ordinal),
        TemplatePartKind.Uuid => "${uuid}",
        TemplatePartKind.Environment => $"${{env:{part.Text}}}",
        _ => $"${{{part.Text}}}",
    };

    private List<TemplatePart>? Parts(PlanNode node, string text)
    {
        var parts = TemplateParser.Parse(text, out var problem);
        if (parts is null)
        {
            node.Problem($"{node.Name}: {problem}");
            return null;
        }

        // A list, not All: each hole that is wrong is a problem of its own.
        return parts.Distinct().Where(part => !IsThere(node, part)).ToList() is [] ? parts : null;
    }

    private bool IsThere(PlanNode node, TemplatePart part)
    {
        var problem = part.Kind switch
        {
            TemplatePartKind.Variable when !Variables.Has(part.Text) =>
                $"no earlier step extracts '{part.Text}'{Nearest.Offer(part.Text, Variables.All)}",
            TemplatePartKind.Environment when checkEnvironment => Missing(part.Text),
            _ => null,
        };
        if (problem is not null)
            node.Problem($"{node.Name}: {problem}");
        return problem is null;
    }

    /// <summary>What is wrong with a secret of the environment, or null.</summary>
    internal static string? Missing(string name) => Environment.GetEnvironmentVariable(name) switch
    {
        null or "" => $"the environment variable {name} is not set; set it before the run",
        { Length: < ShortestSecret } => $"the environment variable {name} is shorter than {ShortestSecret} characters; so short a secret cannot be kept out of reports",
        _ => null,
    };
}
