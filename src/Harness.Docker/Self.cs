using System.Text.RegularExpressions;

namespace Harness.Docker;

/// <summary>The container that this program runs in.</summary>
internal static partial class Self
{
    /// <summary>Its id, or null: on a machine itself, or where nobody says.</summary>
    public static string? Id { get; } = Read();

    private static string? Read()
    {
        // Version 1 of control groups names it in their paths; version 2 in the mounts of the files that the engine writes.
        foreach (var file in (string[])["/proc/self/cgroup", "/proc/self/mountinfo"])
        {
            if (File.Exists(file) && Container().Match(File.ReadAllText(file)) is { Success: true } match) return match.Groups[1].Value;
        }
        return null;
    }

    [GeneratedRegex("(?:docker[-/]|/containers/)([0-9a-f]{64})")]
    private static partial Regex Container();
}
