namespace Harness.Proxy;

/// <summary>Which requests a toxic works on.</summary>
/// <param name="Method">Empty: every method; else one, or several with commas, in any case.</param>
/// <param name="Path">Empty: every path; else a path in which * stands for any characters: <c>/charge</c>, <c>/orders/*</c>.</param>
internal readonly record struct RequestMatch(string Method, string Path)
{
    /// <summary>Whether it is one.</summary>
    public bool Matches(RequestHead head) => MatchesMethod(head.Method) && (Path.Length == 0 || Fits(Path, head.Path));

    private bool MatchesMethod(string method) =>
        Method.Length == 0 || Method.Split(',', StringSplitOptions.TrimEntries).Any(one => one.Equals(method, StringComparison.OrdinalIgnoreCase));

    /// <summary>A pattern with any number of stars, in time proportional to the product of both lengths at worst.</summary>
    private static bool Fits(string pattern, string path)
    {
        var (p, t, star, from) = (0, 0, -1, 0);
        while (t < path.Length)
        {
            if (p < pattern.Length && pattern[p] == '*') (star, from) = (p++, t);
            else if (p < pattern.Length && pattern[p] == path[t]) (p, t) = (p + 1, t + 1);
            else if (star >= 0) (p, t) = (star + 1, ++from);
            else return false;
        }
        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
