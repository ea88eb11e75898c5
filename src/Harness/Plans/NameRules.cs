using System.Buffers;

namespace Harness.Plans;

/// <summary>How things in a plan may be called.</summary>
internal static class NameRules
{
    public const int Longest = 80;

    private const string Lower = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Letters = Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly SearchValues<char> Words = SearchValues.Create(Letters + "-");
    private static readonly SearchValues<char> Identifiers = SearchValues.Create(Letters + "_");
    private static readonly SearchValues<char> Dotted = SearchValues.Create(Letters + "-_.");
    private static readonly SearchValues<char> Kebabs = SearchValues.Create(Lower + "-");
    private static readonly SearchValues<char> Tokens = SearchValues.Create(Letters + "!#$%&'*+-.^_`|~");
    private static readonly SearchValues<char> NotInTags = SearchValues.Create(",{}[]\"");

    /// <summary>Letters, digits and dashes: the name of a scenario, which names a folder.</summary>
    public static bool IsWord(string name) => Fits(name, Words);

    /// <summary>Letters, digits and underscores, no digit first: a variable.</summary>
    public static bool IsIdentifier(string name) => Fits(name, Identifiers) && !char.IsAsciiDigit(name[0]);

    /// <summary>Letters, digits, dashes, underscores and dots: a target or a proxy.</summary>
    public static bool IsDotted(string name) => Fits(name, Dotted);

    /// <summary><c>slow-payments</c>: a fault.</summary>
    public static bool IsKebab(string name) =>
        Fits(name, Kebabs) && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);

    /// <summary>A name that a selector can hold: a step, a stage, a probe.</summary>
    public static bool IsTagValue(string name) => name.Length is > 0 and <= Longest && name.Trim() == name && !name.AsSpan().ContainsAny(NotInTags) && !name.Any(char.IsControl);

    /// <summary>A header's name (RFC 9110, token).</summary>
    public static bool IsToken(string name) => Fits(name, Tokens);

    private static bool Fits(string name, SearchValues<char> allowed) => name.Length is > 0 and <= Longest && !name.AsSpan().ContainsAnyExcept(allowed);
}
