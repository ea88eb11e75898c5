using System.Text;
using System.Text.Json;

namespace Harness.Faults;

/// <summary>
/// What a run has started and broken, on disk before it happens: one file a run in one folder of the machine, so that any later process
/// finds what any run left. The journal tells the story; the ledger is what healing trusts. It is deleted when nothing is left to heal.
/// </summary>
public sealed class Ledger : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file;

    /// <summary>Creates the ledger of a run.</summary>
    /// <exception cref="IOException">The folder cannot be written: then nothing may be started or injected.</exception>
    public Ledger(string path, LedgerOpened opened)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        Write(opened);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>
    /// The folder of all ledgers: <c>$XDG_STATE_HOME/harness</c> or <c>~/.local/state/harness</c>, on Windows <c>%LOCALAPPDATA%\harness</c>, on macOS
    /// <c>~/Library/Application Support/harness</c>.
    /// </summary>
    public static string Folder(Func<string, string?> environment)
    {
        if (environment("XDG_STATE_HOME") is { Length: > 0 } state) return System.IO.Path.Combine(state, "harness");
        return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "harness")
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "harness");
    }

    /// <summary>The ledger file of a run.</summary>
    public static string PathOf(string folder, string run) => System.IO.Path.Combine(folder, run + Extension);

    /// <summary>All ledgers there are.</summary>
    public static IReadOnlyList<string> All(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)] : [];

    private const string Extension = ".ledger.ndjson";

    /// <summary>Writes a line; it is on the disk, not only in its cache, when this returns.</summary>
    /// <exception cref="IOException">The disk refuses: what was about to be done must not be done.</exception>
    public void Write(LedgerEntry entry)
    {
        lock (gate)
        {
            file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, LedgerJson.Default.LedgerEntry) + "\n"));
            file.Flush(flushToDisk: true);
        }
    }

    /// <summary>Nothing is left to heal: the file goes.</summary>
    public void Delete()
    {
        lock (gate)
        {
            file.Dispose();
            File.Delete(Path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) file.Dispose();
    }
}
