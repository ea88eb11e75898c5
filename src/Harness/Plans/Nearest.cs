namespace Harness.Plans;

/// <summary>What a misspelt word was probably meant to be.</summary>
public static class Nearest
{
    private const int LongestWord = 100;

    /// <summary>The known word with the fewest typing errors, or null where none is near (a third of the letters, at most three).</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > LongestWord)
            return null;
        var limit = Math.Clamp(word.Length / 3, 1, 3);
        return known.Where(candidate => Math.Abs(candidate.Length - word.Length) <= limit)
            .Select(candidate => (candidate, distance: Distance(Lower(word), Lower(candidate))))
            .Where(found => found.distance <= limit)
            .OrderBy(found => found.distance).ThenBy(found => found.candidate, StringComparer.Ordinal)
            .Select(found => found.candidate)
            .FirstOrDefault();
    }

    /// <summary>The end of a message: <c>; did you mean 'executor'?</c>, or all there are, or that there are none.</summary>
    public static string Offer(string word, IEnumerable<string> known)
    {
        var all = known.Distinct().ToList();
        if (To(word, all) is { } near)
            return $"; did you mean '{near}'?";
        return all.Count == 0 ? "; there are none" : $"; there {(all.Count == 1 ? "is" : "are")} {string.Join(", ", all)}";
    }

    /// <summary>
    /// Insertions, deletions, replacements and swaps of neighbours that make one word the other
    /// (Damerau-Levenshtein, optimal string alignment).
    /// </summary>
    public static int Distance(string one, string other)
    {
        var before = new int[other.Length + 1];
        var last = new int[other.Length + 1];
        var row = new int[other.Length + 1];
        for (var j = 0; j <= other.Length; j++)
            last[j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var cost = one[i - 1] == other[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
            }

            (before, last, row) = (last, row, before);
        }

        return last[other.Length];
    }

    private static string Lower(string word) => word.ToLowerInvariant();
}
