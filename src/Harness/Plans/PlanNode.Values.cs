using System.Globalization;

namespace Harness.Plans;

/// <content>The typed getters: the value, or null after noting what is wrong with it.</content>
public sealed partial class PlanNode
{
    /// <summary>Text that is not empty. Numbers and words without quotes are text too.</summary>
    public string? Text()
    {
        if (!IsEmpty && !string.IsNullOrEmpty(scalar))
            return scalar;
        Wrong("it is text that is not empty");
        return null;
    }

    /// <summary>A time with a unit: <c>250ms</c>, <c>1m30s</c>. Bare numbers are refused.</summary>
    /// <param name="atLeast">The shortest that is right; default zero.</param>
    /// <param name="atMost">The longest that is right; default <see cref="Units.LongestDuration"/>.</param>
    public TimeSpan? Duration(TimeSpan atLeast = default, TimeSpan? atMost = null)
    {
        var most = atMost ?? Units.LongestDuration;
        if (scalar is null || IsEmpty || !Units.TryDuration(scalar, out var duration))
            Wrong(double.TryParse(scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? $"it has no unit: write {scalar}s or {scalar}ms"
                : Units.DurationHint + $" (at most {Units.Format(most)})");
        else if (duration < atLeast || duration > most)
            Wrong($"it is at least {Units.Format(atLeast)} and at most {Units.Format(most)}");
        else
            return duration;
        return null;
    }

    /// <summary>A time above zero.</summary>
    public TimeSpan? PositiveDuration() => Duration(atLeast: TimeSpan.FromMicroseconds(1));

    /// <summary>A window: whole seconds, 1s to 5m.</summary>
    public TimeSpan? Window()
    {
        if (Duration(ShortestWindow, LongestWindow) is not { } length)
            return null;
        if (length.Ticks % TimeSpan.TicksPerSecond == 0)
            return length;
        Wrong("it is whole seconds, from 1s to 5m");
        return null;
    }

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(1), LongestWindow = TimeSpan.FromMinutes(5);

    /// <summary>A range of times, <c>200ms..800ms</c>, or one time, which is both its ends.</summary>
    public (TimeSpan Shortest, TimeSpan Longest)? Range()
    {
        if (scalar is not null && Units.TryRange(scalar, out var shortest, out var longest))
            return (shortest, longest);
        Wrong("write one time or a range from the shorter to the longer, such as 500ms or 200ms..800ms");
        return null;
    }

    /// <summary>So many a second: <c>5/s</c>, <c>90/m</c>, <c>1200/h</c>. Bare numbers are refused.</summary>
    public double? Rate()
    {
        if (scalar is not null && Units.TryRate(scalar, out var rate))
            return rate;
        Wrong(double.TryParse(scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"it has no unit: write {scalar}/s, {scalar}/m or {scalar}/h"
            : Units.RateHint);
        return null;
    }

    /// <summary>A whole number.</summary>
    /// <param name="atLeast">The smallest that is right.</param>
    /// <param name="atMost">The largest that is right.</param>
    public int? Integer(int atLeast = 0, int atMost = int.MaxValue)
    {
        if (int.TryParse(scalar, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost)
            return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"it is a whole number from {atLeast} to {atMost}"));
        return null;
    }

    /// <summary>A number, fractions included.</summary>
    /// <param name="atLeast">The smallest that is right.</param>
    /// <param name="atMost">The largest that is right.</param>
    public double? Number(double atLeast = 0, double atMost = double.MaxValue)
    {
        if (double.TryParse(scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= atLeast && number <= atMost)
            return number;
        Wrong(string.Create(CultureInfo.InvariantCulture, $"it is a number of at least {atLeast}")
            + (atMost == double.MaxValue ? "" : string.Create(CultureInfo.InvariantCulture, $" and at most {atMost}")));
        return null;
    }

    /// <summary>So many bytes, with a unit: <c>64MB</c>.</summary>
    /// <param name="atLeast">The smallest that is right.</param>
    public long? Bytes(long atLeast = 1)
    {
        if (scalar is not null && ByteSize.TryRead(scalar, out var bytes) && bytes >= atLeast)
            return bytes;
        Wrong(ByteSize.Hint + (atLeast > 1 ? $" (at least {ByteSize.ForPeople(atLeast)})" : ""));
        return null;
    }

    /// <summary>So many bytes a second, with a unit: <c>100kB/s</c>.</summary>
    public long? ByteRate()
    {
        if (scalar?.LastIndexOf('/') is > 0 and var slash && scalar[(slash + 1)..].Trim() == "s" && ByteSize.TryRead(scalar[..slash].TrimEnd(), out var bytes))
            return bytes;
        Wrong("write a size and /s, such as 100kB/s or 2MB/s");
        return null;
    }

    /// <summary>A percentage above 0 and up to 100: <c>10%</c>. Bare numbers are refused.</summary>
    public double? Percentage()
    {
        if (scalar?.EndsWith('%') == true && double.TryParse(scalar.AsSpan(0, scalar.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentage) && percentage is > 0 and <= 100)
            return percentage;
        Wrong("it is above 0% and up to 100%, with its sign: 10%, 0.5%");
        return null;
    }

    /// <summary>A share above 0 and up to 1.</summary>
    public double? Share()
    {
        if (double.TryParse(scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1)
            return share;
        Wrong("it is a share above 0 and up to 1: 0.3 is 30%");
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Bool() => Word("true", "false") is { } word ? word == "true" : null;

    /// <summary>One of some words; the nearest is offered for another.</summary>
    /// <param name="words">The words, spelled as they must be.</param>
    public string? Word(params IReadOnlyList<string> words)
    {
        if (scalar is not null && words.Contains(scalar))
            return scalar;
        if (scalar is null || IsEmpty || Nearest.To(scalar, words) is null)
            Wrong(words.Count == 1 ? $"there is only {words[0]}" : $"it is one of {string.Join(", ", words)}");
        else
            Problem($"{Name} is {Shown}{Nearest.Offer(scalar, words)}");
        return null;
    }

    /// <summary>The items of a list.</summary>
    /// <param name="atLeast">How many there must be.</param>
    public IReadOnlyList<PlanNode>? List(int atLeast = 0)
    {
        if (IsList && Items.Count >= atLeast)
            return Items;
        if (IsList)
            Problem($"{Name} is an empty list; it needs at least one item");
        else
            Wrong("it is a list");
        return null;
    }

    /// <summary>The items of a list, or the value itself where one is enough.</summary>
    public IReadOnlyList<PlanNode>? OneOrMore() => IsList ? List(1) : [this];

    /// <summary>The keys and values of a mapping whose keys are free.</summary>
    public IReadOnlyList<PlanEntry>? Mapping()
    {
        if (IsMapping)
            return Entries;
        Wrong("it is a mapping of names to values");
        return null;
    }
}
