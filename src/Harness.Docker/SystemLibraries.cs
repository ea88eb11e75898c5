using System.Diagnostics;

namespace Harness.Docker;

/// <summary>The libraries of this system that binaries load.</summary>
internal static class SystemLibraries
{
    /// <summary>
    /// Those that .NET and glibc look for only when they are needed, so that no binary names them: OpenSSL for HTTPS and keys, and, before glibc 2.34,
    /// how names are looked up.
    /// </summary>
    private static readonly string[] Late = ["libssl.so.3", "libcrypto.so.3", "libnss_dns.so.2", "libnss_files.so.2"];

    /// <summary>Their paths, by <c>ldd</c>; what lies beside the binaries excepted.</summary>
    public static async Task<IReadOnlyList<string>> Of(IReadOnlyList<string> binaries, CancellationToken ct)
    {
        var found = await Needed(binaries, ct).ConfigureAwait(false);
        var late = found.Select(Path.GetDirectoryName).Distinct().SelectMany(folder => Late.Select(name => Path.Combine(folder!, name))).Where(File.Exists).ToList();
        return [.. found.Concat(late).Concat(await Needed(late, ct).ConfigureAwait(false)).Distinct().Except(binaries).Order(StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<string>> Needed(IReadOnlyList<string> binaries, CancellationToken ct)
    {
        var found = new List<string>();
        if (binaries.Count == 0) return found;
        using var ldd = Process.Start(new ProcessStartInfo("ldd", binaries) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = ldd.StandardError.ReadToEndAsync(ct);
        while (await ldd.StandardOutput.ReadLineAsync(ct).ConfigureAwait(false) is { } line)
        {
            // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)", or the loader's "/lib64/ld-linux-x86-64.so.2 (0x…)"
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var path = words is [_, "=>", var library, ..] ? library : words is [var loader, ['(', ..]] ? loader : null;
            if (path is ['/', ..] && File.Exists(path)) found.Add(path);
        }
        await errors.ConfigureAwait(false);
        await ldd.WaitForExitAsync(ct).ConfigureAwait(false);
        return found;
    }
}
