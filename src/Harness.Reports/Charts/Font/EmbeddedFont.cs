using ScottPlot;
using SkiaSharp;

namespace Harness.Reports.Charts.Font;

/// <summary>
/// The font of pictures that stand alone. Where no font is installed text would vanish from them without an error, and where several are, the
/// same run would look different on each machine; so one is brought along: DejaVu Sans, cut to Latin letters, signs and arrows.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    /// <summary>What charts ask for.</summary>
    public const string Name = "Harness DejaVu Sans";

    private static readonly Lazy<SKTypeface> Typeface = new(Load);

    /// <summary>The face itself, for what is written beside the charts.</summary>
    public static SKTypeface Face => Typeface.Value;

    static EmbeddedFont() => Fonts.FontResolvers.Insert(0, new EmbeddedFont());

    private static SKTypeface Load()
    {
        using var resource = typeof(EmbeddedFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")!;
        return SKTypeface.FromStream(resource);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Face : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Face : null;
}
