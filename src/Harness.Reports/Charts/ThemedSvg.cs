using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>
/// ScottPlot's SVG without what a page does not want: clip paths (their ids repeat in every chart), baked colours and widths, decimals nobody
/// sees. What is left are paths with classes; rectangles and lines of one class that follow each other become one path.
/// </summary>
internal static partial class ThemedSvg
{
    /// <summary>The inner markup of the picture.</summary>
    public static Html Of(string svg)
    {
        var shapes = XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName is "path" or "rect" && e.Parent!.Name.LocalName != "clipPath").Select(Read);
        var drawn = new List<(string Class, StringBuilder Path)>();
        foreach (var (cls, path) in shapes.Where(s => s.Class.Length > 0))
        {
            if (drawn.Count == 0 || drawn[^1].Class != cls) drawn.Add((cls, new StringBuilder()));
            drawn[^1].Path.Append(path);
        }
        return Html.Join(drawn.Select(d => (Html)$"""<path class="{d.Class}" d="{d.Path.ToString()}"/>"""));
    }

    private static (string Class, string Path) Read(XElement shape)
    {
        var path = shape.Name.LocalName == "rect" ? Rectangle(shape) : Decimals().Replace((string?)shape.Attribute("d") ?? "", m => Short(Number(m.Value)));
        if (Sentinel.Read((string?)shape.Attribute("stroke")) is { } line) return ("l " + Name(line), path);
        return Sentinel.Read((string?)shape.Attribute("fill")) is { } area ? ("a " + Name(area), path) : ("", "");
    }

    private static string Rectangle(XElement rect)
    {
        string Read(string name) => Short(Number((string?)rect.Attribute(name) ?? "0"));
        return $"M{Read("x")} {Read("y")}h{Read("width")}v{Read("height")}h-{Read("width")}z";
    }

    private static string Name(Ink ink) => ink.ToString().ToLowerInvariant();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Short(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+(\.\d+)?(e-?\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Decimals();
}
