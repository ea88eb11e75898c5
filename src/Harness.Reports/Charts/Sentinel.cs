using ScottPlot;

namespace Harness.Reports.Charts;

/// <summary>The colour by which an ink is told in ScottPlot's SVG. None of them has a name in CSS, or it would be written by name.</summary>
internal static class Sentinel
{
    private const byte FirstRed = 0x11, Green = 0x2b, Blue = 0x4d;

    /// <summary>The colour to draw with.</summary>
    public static Color Of(Ink ink) => new((byte)(FirstRed + (int)ink), Green, Blue);

    /// <summary>The ink of a colour as SVG writes it (<c>#112B4D</c>), or null for <c>none</c>.</summary>
    public static Ink? Read(string? colour) => colour is ['#', var high, var low, ..] && colour.EndsWith("2B4D", StringComparison.OrdinalIgnoreCase)
        ? (Ink)(Convert.ToInt32($"{high}{low}", 16) - FirstRed)
        : null;
}
