using System.Text;

namespace Harness.Plans;

/// <summary>Cuts a text into the parts of a <see cref="Template"/>.</summary>
internal static class TemplateParser
{
    private const string Environment = "env:";

    /// <summary>The parts, or null and what is wrong.</summary>
    public static List<TemplatePart>? Parse(string text, out string? problem)
    {
        problem = null;
        var parts = new List<TemplatePart>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var rest = text.AsSpan(at);
            if (rest.StartsWith("$${"))
            {
                literal.Append("${");
                at += 3;
            }
            else if (!rest.StartsWith("${"))
            {
                literal.Append(text[at++]);
            }
            else
            {
                var length = rest.IndexOf('}');
                if (length < 0)
                {
                    problem = "'${' is not closed by '}'; write $${ for the two characters themselves";
                    return null;
                }

                if (Hole(rest[2..length].ToString(), out problem) is not { } hole)
                    return null;
                Flush(literal, parts);
                parts.Add(hole);
                at += length + 1;
            }
        }

        Flush(literal, parts);
        return parts;
    }

    private static TemplatePart? Hole(string name, out string? problem)
    {
        problem = null;
        if (name == "uuid")
            return new TemplatePart(TemplatePartKind.Uuid, "");
        if (name.StartsWith(Environment, StringComparison.Ordinal) && NameRules.IsIdentifier(name[Environment.Length..]))
            return new TemplatePart(TemplatePartKind.Environment, name[Environment.Length..]);
        if (NameRules.IsIdentifier(name))
            return new TemplatePart(TemplatePartKind.Variable, name);
        problem = $"'${{{name}}}' is no variable; write ${{name}} (letters, digits, underscores), ${{uuid}} or ${{env:NAME}}";
        return null;
    }

    private static void Flush(StringBuilder literal, List<TemplatePart> parts)
    {
        if (literal.Length == 0)
            return;
        parts.Add(new TemplatePart(TemplatePartKind.Fixed, literal.ToString()));
        literal.Clear();
    }
}
