using System.Globalization;
using Harness.Metrics;
using Harness.Plans;

namespace Harness.Checks;

/// <summary>Numbers as people read them, the same in console, reasons and report: always in the invariant culture, unit after a no-break space.</summary>
public static class Numbers
{
    /// <summary>What stands where nothing was measured; never 0.</summary>
    public const string None = "–";

    private const char Space = '\u00a0';

    /// <summary>Milliseconds: one decimal below 10, whole above, with a thousands comma: <c>4.4 ms</c>, <c>1,651 ms</c>.</summary>
    public static string Ms(double milliseconds) => double.IsNaN(milliseconds) ? None : MsNumber(milliseconds) + Space + "ms";

    /// <summary>The same without its unit, for columns whose head says it.</summary>
    public static string MsNumber(double milliseconds) => double.IsNaN(milliseconds) ? None
        : Format(Math.Abs(milliseconds) < 9.95 ? "0.0" : "#,0", milliseconds);

    /// <summary>A share as percent: <c>0%</c>, <c>0.07%</c>, <c>48.1%</c>. Only none is 0%, and only all is 100%: between them <c>&lt;0.01%</c>, <c>99.96%</c>, <c>&gt;99.99%</c>.</summary>
    public static string Percent(double share) => double.IsNaN(share) ? None
        : share is 0 or 1 ? Format("0", share * 100) + "%"
        : share is > 0 and < 0.00005 ? "<0.01%"
        : share is >= 0.99995 and < 1 ? ">99.99%"
        : Format(Math.Abs(share) < 0.0995 || share is >= 0.9995 and < 1 ? "0.##" : "0.#", share * 100) + "%";

    /// <summary>A count with thousands commas.</summary>
    public static string Count(double count) => double.IsNaN(count) ? None : Format("#,0", count);

    /// <summary>A measure with three digits that count, without its unit: <c>0.93</c>, <c>18.2</c>, <c>1,204</c>.</summary>
    public static string Digits(double number) => double.IsNaN(number) ? None : Format(Math.Abs(number) < 9.995 ? "0.00" : Math.Abs(number) < 99.95 ? "0.0" : "#,0", number);

    /// <summary>A limit as it was set, with the decimals that it has: <c>1</c>, <c>0.5</c>, <c>1,536</c>.</summary>
    public static string Plain(double number) => double.IsNaN(number) ? None : Format("#,0.##", number);

    /// <summary>A rate a second, one decimal: <c>59.8/s</c>.</summary>
    public static string Rate(double perSecond) => double.IsNaN(perSecond) ? None : Format("#,0.0", perSecond) + "/s";

    /// <summary>A duration in seconds: <c>3.0 s</c>.</summary>
    public static string Seconds(TimeSpan? time) => time is { } t ? Format("0.0", t.TotalSeconds) + Space + "s" : None;

    /// <summary>A time since the start: <c>0:41</c>, <c>−0:10</c>.</summary>
    public static string Clock(TimeSpan at)
    {
        var seconds = (long)Math.Round(Math.Abs(at.TotalSeconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(at < TimeSpan.Zero && seconds > 0 ? "−" : "")}{seconds / 60}:{seconds % 60:00}");
    }

    /// <summary>A length for people: <c>45 s</c>, <c>1 min 30 s</c>.</summary>
    public static string Length(TimeSpan time)
    {
        var seconds = (long)Math.Round(time.TotalSeconds);
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        string[] parts = [hours > 0 ? $"{hours}{Space}h" : "", minutes > 0 ? $"{minutes}{Space}min" : "", seconds % 60 > 0 || seconds < 60 ? $"{seconds % 60}{Space}s" : ""];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    /// <summary>A measure in the unit of its metric.</summary>
    public static string Of(string metric, Expectation expectation, double number)
    {
        var kind = Measures.Of(metric).Name.Kind;
        return kind switch
        {
            MetricKind.Trend when expectation.Aggregate != Aggregate.Count => Ms(number),
            MetricKind.Rate => Percent(number),
            MetricKind.Counter when expectation.Aggregate == Aggregate.Rate => Rate(number),
            _ => Count(number),
        };
    }

    private static string Format(string format, double number) => number.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');
}
