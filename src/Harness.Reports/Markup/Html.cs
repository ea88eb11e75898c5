using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Harness.Reports.Markup;

/// <summary>
/// Text that is safe to stand in a page. It is made from interpolated strings: <c>Html row = $"&lt;td&gt;{name}&lt;/td&gt;"</c>. What the
/// template says goes in as it is, every hole is encoded, unless it is Html itself. Attributes are written in double quotes.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder? text;

    /// <summary>Called by the compiler for each template.</summary>
    public Html(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + 16 * formattedCount);

    private Html(StringBuilder text) => this.text = text;

    /// <summary>Nothing.</summary>
    public static Html None => default;

    /// <summary>Text that is markup already: our own style sheet, script and charts, never anything of a run.</summary>
    public static Html Trusted(string markup) => new(new StringBuilder(markup));

    /// <summary>One after the other.</summary>
    public static Html Join(IEnumerable<Html> parts, string separator = "")
    {
        var joined = new StringBuilder();
        foreach (var part in parts)
        {
            if (joined.Length > 0) joined.Append(separator);
            joined.Append(part.text);
        }
        return new(joined);
    }

    /// <summary>The template's own text.</summary>
    public void AppendLiteral(string literal) => text!.Append(literal);

    /// <summary>A hole that is markup.</summary>
    public void AppendFormatted(Html html) => text!.Append(html.text);

    /// <summary>A hole that is a list of markup.</summary>
    public void AppendFormatted(IEnumerable<Html> parts)
    {
        foreach (var part in parts) text!.Append(part.text);
    }

    /// <summary>A hole that is text: encoded.</summary>
    public void AppendFormatted(string? value) => text!.Append(value is null ? "" : Encoder.Encode(value));

    /// <summary>A hole that is a whole number.</summary>
    public void AppendFormatted(long value) => text!.Append(value);

    /// <summary>A hole that is a position or a size: at most two decimals.</summary>
    public void AppendFormatted(double value) => text!.Append(value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <summary>The markup.</summary>
    public override string ToString() => text?.ToString() ?? "";
}
