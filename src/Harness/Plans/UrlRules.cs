namespace Harness.Plans;

/// <summary>Which URLs a plan may name, and whether it may reach them.</summary>
internal static class UrlRules
{
    /// <summary>
    /// A path on some target. Two slashes at the start would name another host (RFC 3986, 4.2), and so would a backslash to some readers.
    /// </summary>
    public static bool IsPath(string text) =>
        text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal) && !text.Contains('\\', StringComparison.Ordinal)
        && !text.AsSpan().ContainsAny(" \t\r\n");

    /// <summary>True where it starts like an absolute URL.</summary>
    public static bool IsAbsolute(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a host that safety.allowedHosts does not name.</summary>
    public static void CheckHost(PlanNode node, string host, Safety safety)
    {
        if (!safety.AllowedHosts.Any(allowed => string.Equals(allowed.Trim('[', ']'), host, StringComparison.OrdinalIgnoreCase)))
            node.Refuse($"{node.Name} goes to '{host}', which safety.allowedHosts in {PlanFile.SettingsName} does not name"
                + $" ({string.Join(", ", safety.AllowedHosts)}); add it there if it is yours to load and to break");
    }
}
