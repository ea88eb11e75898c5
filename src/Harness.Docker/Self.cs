using System.Text.RegularExpressions;

namespace Harness.Docker;

/// <summary>The container that this program runs in.</summary>
internal static partial class Self
{
    /// <summary>Its id, or null: on a machine itself, or where nobody says.</summary>
    public static string? Id { get; } = Read();

    private static string? Read()
    {
        // Version 1 of control groups names it in their paths. Version 2 does not, but the engine mounts files of its own at /etc; on the machine
        // itself the same list holds the mounts of every container, at other places.
        foreach (var file in (string[])["/proc/self/cgroup", "/proc/self/mountinfo"])
        {
            if (File.Exists(file) && Container().Match(File.ReadAllText(file)) is { Success: true } match) return match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
        }
        return null;
    }

    [GeneratedRegex("docker[-/]([0-9a-f]{64})|/containers/([0-9a-f]{64})/(?:hostname|hosts|resolv.conf) /etc/")]
    private static partial Regex Container();
}
