using System.Text.Json;

namespace Harness.Journal;

/// <summary>Replaces the values of <c>${env:…}</c> by stars wherever text leaves the harness, also where a target echoes them.</summary>
public sealed class SecretMask
{
    private readonly string[] needles;

    /// <summary>Masks these values, as they are and as JSON writes them.</summary>
    public SecretMask(IEnumerable<string> secrets) => needles =
        [.. secrets.SelectMany(s => new[] { s, JsonEncodedText.Encode(s).ToString() }).Distinct().OrderByDescending(s => s.Length)];

    /// <summary>Nothing is secret.</summary>
    public static SecretMask None { get; } = new([]);

    /// <summary>What stands in a secret's place.</summary>
    public const string Stars = "***";

    /// <summary>The text with every secret replaced.</summary>
    public string Apply(string text) => needles.Aggregate(text, (masked, needle) => masked.Replace(needle, Stars, StringComparison.Ordinal));
}
