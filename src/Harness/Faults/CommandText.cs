namespace Harness.Faults;

/// <summary>A command for people.</summary>
public static class CommandText
{
    /// <summary>On one line; words with a space in them are quoted.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"'{word}'" : word));
}
