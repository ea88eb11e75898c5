using System.ComponentModel;
using System.Diagnostics;

namespace Harness.Running;

/// <summary>The commit of a working tree.</summary>
internal static class Commit
{
    /// <summary>The short hash, with <c>+changes</c> where the tree has uncommitted ones; null without git or outside a repository.</summary>
    public static string? Of(string folder)
    {
        if (Git(folder, "rev-parse", "--short", "HEAD") is not { Length: > 0 } hash) return null;
        return Git(folder, "status", "--porcelain", "--untracked-files=no") is { Length: > 0 } ? hash + "+changes" : hash;
    }

    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
            if (process is null) return null;
            var output = process.StandardOutput.ReadToEnd().Trim();
            return process.WaitForExit(5_000) && process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
