using System.Globalization;
using System.Text;

namespace Harness.Plans;

/// <summary>Times and rates as plans write them: <c>250ms</c>, <c>1m30s</c>, <c>5/s</c>, <c>200ms..800ms</c>. The culture of the machine plays no part.</summary>
public static class Units
{
    /// <summary>What to write for a duration; the end of a message.</summary>
    public const string DurationHint = "write a number and us, ms, s, m or h, such as 250ms, 1.5s or 1m30s";

    /// <summary>What to write for a rate; the end of a message.</summary>
    public const string RateHint = "write a number and /s, /m or /h, such as 5/s, 0.5/s or 90/m";

    /// <summary>No duration is longer.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromHours(1000);

    /// <summary>No rate is higher, a second.</summary>
    public const double HighestRate = 1e9;

    private static readonly (string Name, long Ticks)[] Times =
    [
        ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond), ("us", TimeSpan.TicksPerMicrosecond),
    ];

    /// <summary>Reads <c>250ms</c>, <c>1.5s</c>, <c>1m30s</c>, <c>2h</c>, <c>10us</c>: larger units first, each once, up to <see cref="LongestDuration"/>.</summary>
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        var ticks = 0m;
        var next = 0;
        while (!rest.IsEmpty)
        {
            var digits = Leading(rest, static c => char.IsAsciiDigit(c) || c == '.');
            var letters = Leading(rest[digits..], char.IsAsciiLetterLower);
            var unit = UnitOf(rest.Slice(digits, letters), next);
            if (unit < 0 || !TryNumber(rest[..digits], out var number) || number > LongestDuration.Ticks)
                return false;
            ticks += number * Times[unit].Ticks;
            if (ticks > LongestDuration.Ticks)
                return false;
            next = unit + 1;
            rest = rest[(digits + letters)..];
        }

        duration = TimeSpan.FromTicks((long)Math.Round(ticks));
        return next > 0;
    }

    /// <summary>Reads <c>200ms..800ms</c>, or one duration, which is both ends.</summary>
    public static bool TryRange(string text, out TimeSpan shortest, out TimeSpan longest)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0)
            return TryDuration(text, out shortest) & TryDuration(text, out longest);
        return TryDuration(text[..dots], out shortest) & TryDuration(text[(dots + 2)..], out longest) && shortest <= longest;
    }

    /// <summary>Reads <c>5/s</c>, <c>90/m</c>, <c>1200/h</c>, fractions too, as so many a second.</summary>
    public static bool TryRate(string text, out double perSecond)
    {
        perSecond = 0;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var seconds = slash < 0 ? 0 : text[(slash + 1)..].Trim() switch { "s" => 1, "m" => 60, "h" => 3600, _ => 0 };
        const NumberStyles styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
        if (seconds == 0 || !double.TryParse(text.AsSpan(0, slash), styles, CultureInfo.InvariantCulture, out var number))
            return false;
        perSecond = number / seconds;
        return perSecond is >= 0 and <= HighestRate;
    }

    /// <summary>The duration as a plan writes it; reading it again gives the same.</summary>
    public static string Format(TimeSpan duration) => Compose(duration, "", "h", "m", "s", "ms", "us");

    /// <summary>The rate as a plan writes it; reading it again gives the same.</summary>
    public static string FormatRate(double perSecond) => string.Create(CultureInfo.InvariantCulture, $"{perSecond:R}/s");

    /// <summary>The duration for people: <c>200 ms</c>, <c>5 s</c>, <c>1 min 30 s</c>.</summary>
    public static string ForPeople(TimeSpan duration) => Compose(duration, " ", " h", " min", " s", " ms", " us");

    private static string Compose(TimeSpan duration, string gap, string hour, string minute, string second, string milli, string micro)
    {
        if (duration.Ticks is > 0 and < TimeSpan.TicksPerMillisecond)
            return Part((decimal)duration.Ticks / TimeSpan.TicksPerMicrosecond, micro);
        if (duration.Ticks is > 0 and < TimeSpan.TicksPerSecond)
            return Part((decimal)duration.Ticks / TimeSpan.TicksPerMillisecond, milli);
        var hours = duration.Ticks / TimeSpan.TicksPerHour;
        var minutes = duration.Ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute;
        var seconds = (decimal)(duration.Ticks % TimeSpan.TicksPerMinute) / TimeSpan.TicksPerSecond;
        var text = new StringBuilder();
        if (hours > 0)
            text.Append(Part(hours, hour));
        if (minutes > 0)
            text.Append(text.Length > 0 ? gap : "").Append(Part(minutes, minute));
        if (seconds > 0 || text.Length == 0)
            text.Append(text.Length > 0 ? gap : "").Append(Part(seconds, second));
        return text.ToString();
    }

    private static string Part(decimal number, string unit) => number.ToString("0.#######", CultureInfo.InvariantCulture) + unit;

    private static int Leading(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
            length++;
        return length;
    }

    private static int UnitOf(ReadOnlySpan<char> name, int from)
    {
        for (var unit = from; unit < Times.Length; unit++)
        {
            if (name.SequenceEqual(Times[unit].Name))
                return unit;
        }

        return -1;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out decimal number)
    {
        number = 0;
        return digits.Length is > 0 and <= 20 && digits[^1] != '.' && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
