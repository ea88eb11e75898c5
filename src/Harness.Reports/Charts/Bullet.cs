using Harness.Reports.Markup;

namespace Harness.Reports.Charts;

/// <summary>A value against its limit, as a bar: the allowed range behind, the value before, a mark at the limit.</summary>
internal static class Bullet
{
    private const double LimitAt = 86.96, Longest = 100;

    /// <summary>The bar; the longer of value and limit reaches near the end. A floor is a limit that the value must be above.</summary>
    public static Html Draw(double value, double limit, bool isFloor, bool met)
    {
        if (!double.IsFinite(value) || !double.IsFinite(limit)) return Html.None;
        var longest = Math.Max(Math.Abs(value), Math.Abs(limit));
        double Place(double number) => longest == 0 ? 0 : Math.Max(0, number) / longest * LimitAt;
        var at = longest == 0 ? LimitAt : Place(limit);
        var range = isFloor ? (Html)$"""<rect class="rg" x="{at}" width="{Longest - at}" height="12"/>""" : (Html)$"""<rect class="rg" width="{at}" height="12"/>""";
        var bar = value > 0 ? (Html)$"""<rect class="vl" y="4" width="{Place(value)}" height="4"/>""" : Html.None;
        return $"""<svg class="bl{(met ? Html.None : (Html)$" bad")}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">{range}{bar}<path class="lm" d="M{at} 0V12"/></svg>""";
    }
}
