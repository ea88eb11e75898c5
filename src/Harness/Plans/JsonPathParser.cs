using System.Globalization;
using System.Text;

namespace Harness.Plans;

/// <summary>Parses the singular queries of RFC 9535, section 2.3.5.1.</summary>
/// <param name="text">The path.</param>
internal sealed class JsonPathParser(string text)
{
    /// <summary>The largest index that RFC 9535 allows (I-JSON).</summary>
    private const long LargestIndex = 9007199254740991;

    private int at;
    private string? problem;

    private char Current => at < text.Length ? text[at] : '\0';

    public List<JsonPathSegment>? Parse(out string? whatIsWrong)
    {
        var segments = new List<JsonPathSegment>();
        if (text.Length == 0 || text[0] != '$')
            problem = "a JSONPath starts with $, such as $.items[0].sku";
        at = 1;
        while (problem is null && at < text.Length)
        {
            SkipBlanks();
            if (at == text.Length)
                problem = "blanks at its end";
            else if (Segment() is { } segment)
                segments.Add(segment);
        }

        whatIsWrong = problem;
        return problem is null ? segments : null;
    }

    private JsonPathSegment? Segment()
    {
        switch (Current)
        {
            case '.' when at + 1 < text.Length && text[at + 1] == '.':
                return Several("..");
            case '.':
                at++;
                return Current == '*' ? Several(".*") : Shorthand();
            case '[':
                at++;
                return Bracket();
            default:
                return Wrong($"'{Current}' is unexpected; after $ come .name, ['name'] and [0]");
        }
    }

    private JsonPathSegment? Shorthand()
    {
        var start = at;
        while (at < text.Length && (IsNameFirst(text[at]) || at > start && char.IsAsciiDigit(text[at])))
            at++;
        return at > start
            ? new JsonPathSegment(text[start..at], 0)
            : Wrong("a name is missing after '.'; a name with other characters is written ['the name']");
    }

    private JsonPathSegment? Bracket()
    {
        SkipBlanks();
        JsonPathSegment? segment = Current switch
        {
            '*' => Several("[*]"),
            '?' => Several("a filter"),
            ':' => Several("a slice"),
            '\'' or '"' => Quoted(),
            '-' or (>= '0' and <= '9') => Index(),
            _ => Wrong("inside [ ] stands a quoted name or an index, such as ['name'] or [0]"),
        };
        if (segment is null)
            return null;
        SkipBlanks();
        if (Current == ',')
            return Several("a list");
        if (Current == ':')
            return Several("a slice");
        if (Current != ']')
            return Wrong("']' is missing");
        at++;
        return segment;
    }

    private JsonPathSegment? Index()
    {
        var start = at;
        if (Current == '-')
            at++;
        var digits = at;
        while (char.IsAsciiDigit(Current))
            at++;
        var written = text[start..at];
        if (at == digits || text[digits] == '0' && (at - digits > 1 || digits > start)
            || !long.TryParse(written, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) || Math.Abs(index) > LargestIndex)
            return Wrong($"'{written}' is no index; an index is 0, 1, … or -1, -2, … from the end");
        return new JsonPathSegment(null, index);
    }

    private JsonPathSegment? Quoted()
    {
        var quote = Current;
        var name = new StringBuilder();
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] < ' ')
                return Wrong("a control character inside quotes is written as an escape");
            if (text[at] != '\\')
                name.Append(text[at]);
            else if (!Escape(quote, name))
                return Wrong("an escape is one of \\b \\f \\n \\r \\t \\/ \\\\ \\uXXXX and the backslash before the quote");
        }

        if (at == text.Length)
            return Wrong("a quote is not closed");
        at++;
        return new JsonPathSegment(name.ToString(), 0);
    }

    private bool Escape(char quote, StringBuilder name)
    {
        at++;
        if (Current == 'u')
            return Unicode(name);
        if (Current == quote)
        {
            name.Append(quote);
            return true;
        }

        var found = "bfnrt/\\".IndexOf(Current, StringComparison.Ordinal);
        if (found >= 0)
            name.Append("\b\f\n\r\t/\\"[found]);
        return found >= 0;
    }

    /// <summary>Leaves <see cref="at"/> on the last digit. A surrogate stands only in a pair.</summary>
    private bool Unicode(StringBuilder name)
    {
        if (Unit(at + 1) is not { } unit || char.IsLowSurrogate(unit))
            return false;
        name.Append(unit);
        at += 4;
        if (!char.IsHighSurrogate(unit))
            return true;
        if (at + 2 >= text.Length || text[at + 1] != '\\' || text[at + 2] != 'u' || Unit(at + 3) is not { } low || !char.IsLowSurrogate(low))
            return false;
        name.Append(low);
        at += 6;
        return true;
    }

    private char? Unit(int start) =>
        start + 4 <= text.Length && ushort.TryParse(text.AsSpan(start, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
            at++;
    }

    private JsonPathSegment? Several(string what) =>
        Wrong($"{what} selects more than one node; a variable takes one, such as $.items[0].sku");

    private JsonPathSegment? Wrong(string message)
    {
        problem = string.Create(CultureInfo.InvariantCulture, $"{message} (character {at + 1})");
        return null;
    }

    /// <summary>RFC 9535, name-first: a letter, an underscore, or anything beyond ASCII.</summary>
    private static bool IsNameFirst(char c) => char.IsAsciiLetter(c) || c is '_' or >= '\u0080';
}
