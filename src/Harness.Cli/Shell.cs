namespace Harness.Cli;

/// <summary>Words of a command line that can be pasted back.</summary>
internal static class Shell
{
    /// <summary>The word as it is where no shell would touch it, else in quotes: double ones, which every shell knows, where they are enough.</summary>
    public static string Quote(string word) =>
        word.All(c => char.IsLetterOrDigit(c) || "._-/=:,+@%".Contains(c)) ? word
        : word.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"\"{word}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
