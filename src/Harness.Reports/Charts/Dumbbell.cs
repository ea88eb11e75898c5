using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>Two values on a logarithmic axis, joined: before and during, with a limit between them or beside.</summary>
internal static class Dumbbell
{
    private const double Left = 4, Right = 146;

    /// <summary>The picture, or nothing where a value is missing; a limit of NaN is none. All that stand in one column share an axis.</summary>
    public static Html Draw(double before, double during, double limit, (double Low, double High) axis)
    {
        if (!(before > 0) || !(during > 0)) return Html.None;
        double X(double value) => Left + (Math.Log10(value) - Math.Log10(axis.Low)) / Math.Max(1e-9, Math.Log10(axis.High) - Math.Log10(axis.Low)) * (Right - Left);
        var mark = limit > 0 ? (Html)$"""<path class="lm" d="M{X(limit)} 1V15"/>""" : Html.None;
        return $"""<svg class="db" viewBox="0 0 150 16" aria-hidden="true"><path class="ax" d="M4 8H146"/>{mark}<path class="ar" d="M{X(before)} 8H{X(during)}"/><circle class="c0" cx="{X(before)}" cy="8" r="3.5"/><circle class="c1{(during > limit ? (Html)$" bad" : Html.None)}" cx="{X(during)}" cy="8" r="4"/></svg>""";
    }
}
