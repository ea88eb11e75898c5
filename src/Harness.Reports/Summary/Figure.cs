namespace Harness.Reports.Summary;

/// <summary>Numbers as JSON has them.</summary>
internal static class Figure
{
    /// <summary>The number without decimals that are only noise; null for NaN, which JSON does not know.</summary>
    public static double? Rounded(double number, int decimals) => double.IsFinite(number) ? Math.Round(number, decimals) : null;

    /// <summary>Seconds.</summary>
    public static double? Seconds(TimeSpan? time) => time is { } t ? Rounded(t.TotalSeconds, 3) : null;
}
