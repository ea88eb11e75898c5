using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Harness.Faults;

/// <summary>Which process listens on a TCP port.</summary>
internal static class ListeningProcess
{
    private const string Listening = "0A"; // TCP_LISTEN of the kernel's net/tcp_states.h

    /// <summary>Its number, or null where nothing listens, or where it belongs to somebody whose files we may not read.</summary>
    public static int? Of(int port) => OperatingSystem.IsLinux() ? OnLinux(port) : OperatingSystem.IsWindows() ? OnWindows(port) : OnMacOS(port);

    private static int? OnLinux(int port)
    {
        var inodes = new HashSet<string>();
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture); // address:port, in hexadecimal
        foreach (var table in (string[])["/proc/net/tcp", "/proc/net/tcp6"])
        {
            if (!File.Exists(table)) continue;
            foreach (var line in File.ReadLines(table).Skip(1))
            {
                var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields[3] == Listening && fields[1].EndsWith(suffix, StringComparison.Ordinal)) inodes.Add($"socket:[{fields[9]}]");
            }
        }
        if (inodes.Count == 0) return null;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                if (Directory.GetFiles(folder + "/fd").Any(link => new FileInfo(link).LinkTarget is { } target && inodes.Contains(target))) return id;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or is not ours to look at.
            }
        }
        return null;
    }

    private static int? OnMacOS(int port) => Number(Lines("lsof", "-nP", "-t", $"-iTCP:{port}", "-sTCP:LISTEN").FirstOrDefault());

    private static int? OnWindows(int port) => Number(Lines("netstat", "-ano", "-p", "TCP")
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(fields => fields.Length == 5 && fields[1].EndsWith($":{port}", StringComparison.Ordinal) && fields[3] == "LISTENING")?[4]);

    private static int? Number(string? text) => int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static string[] Lines(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit(5_000);
            return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Win32Exception)
        {
            throw new FaultException($"{program} is needed to find the process behind a port, and cannot be started");
        }
    }
}
