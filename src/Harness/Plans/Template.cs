using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;

namespace Harness.Plans;

/// <summary>
/// Text with holes: <c>/products/${sku}</c>. <c>${name}</c> is a variable that an earlier step extracted, <c>${uuid}</c> a new UUID each time,
/// <c>${env:NAME}</c> an environment variable (a secret, shown nowhere); <c>$${</c> stands for <c>${</c>. Parsed once, rendered often.
/// </summary>
public sealed class Template
{
    private readonly TemplatePart[] parts;
    private readonly bool escapesJson;
    private readonly string? fixedText;
    private readonly int fixedLength;

    internal Template(string text, IEnumerable<TemplatePart> parts, bool escapesJson)
    {
        Text = text;
        this.parts = [.. parts];
        this.escapesJson = escapesJson;
        fixedLength = this.parts.Where(part => part.Kind == TemplatePartKind.Fixed).Sum(part => part.Text.Length);
        if (Array.TrueForAll(this.parts, part => part.Kind == TemplatePartKind.Fixed))
            fixedText = string.Concat(this.parts.Select(part => part.Text));
    }

    /// <summary>As written; secrets stand unexpanded.</summary>
    public string Text { get; }

    /// <summary>What it is made of, in order.</summary>
    public IReadOnlyList<TemplatePart> Parts => parts;

    /// <summary>True where it has no holes: rendering gives the same text each time.</summary>
    public bool IsFixed => fixedText is not null;

    /// <summary>Parses a text that is not JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="template">The template, or null.</param>
    /// <param name="problem">What is wrong and what would be right, or null.</param>
    public static bool TryParse(string text, out Template? template, out string? problem)
    {
        var parts = TemplateParser.Parse(text, out problem);
        template = parts is null ? null : new Template(text, parts, escapesJson: false);
        return template is not null;
    }

    /// <summary>
    /// The text with its holes filled, or null where a lookup gave null (a variable that an earlier failure left unset: the step is not sent).
    /// Values that go into JSON are escaped for it; elsewhere they stand as they are. Fixed text is returned without a copy.
    /// </summary>
    /// <param name="lookup">Gives the value of a variable, a UUID or an environment variable; make it once, not once a call.</param>
    public string? Render(TemplateLookup lookup)
    {
        if (fixedText is not null)
            return fixedText;
        var text = new DefaultInterpolatedStringHandler(fixedLength, parts.Length, CultureInfo.InvariantCulture);
        foreach (var part in parts)
        {
            if (part.Kind == TemplatePartKind.Fixed)
            {
                text.AppendLiteral(part.Text);
                continue;
            }

            if (lookup(part) is not { } value)
            {
                text.Clear();
                return null;
            }

            text.AppendLiteral(escapesJson ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) : value);
        }

        return text.ToStringAndClear();
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Gives the value of a hole, or null where there is none.</summary>
/// <param name="part">A part that is not fixed.</param>
public delegate string? TemplateLookup(TemplatePart part);

/// <summary>A piece of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The fixed text, or the name of the variable; empty for a UUID.</param>
public readonly record struct TemplatePart(TemplatePartKind Kind, string Text);

/// <summary>What a piece of a template is.</summary>
public enum TemplatePartKind
{
    /// <summary>Text that stands as it is.</summary>
    Fixed,

    /// <summary><c>${name}</c>, extracted by an earlier step.</summary>
    Variable,

    /// <summary><c>${uuid}</c>, a new UUID each time.</summary>
    Uuid,

    /// <summary><c>${env:NAME}</c>, a secret from the environment.</summary>
    Environment,
}
