using System.Text;

namespace Harness.Faults;

/// <summary>What a target writes, kept up to a size; after that it is read and thrown away, so that the target is never held up.</summary>
internal sealed class TargetLog(string path) : IDisposable
{
    private const long MaxBytes = 1 << 20;
    private const int TailLines = 5;

    private readonly Lock gate = new();
    private FileStream? file;
    private long written;

    /// <summary>Copies a stream to its end, in the background: it ends with the process.</summary>
    public void Follow(Stream stream) => _ = Task.Run(async () =>
    {
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0;) Write(buffer.AsSpan(0, read));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was killed in the middle of a line.
        }
    });

    private void Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (written >= MaxBytes) return;
            try
            {
                file ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
                file.Write(bytes);
                file.Flush();
                written += bytes.Length;
            }
            catch (IOException)
            {
                written = MaxBytes; // A full disk must not take the target with it.
            }
        }
    }

    /// <summary>The last lines, for a message; empty where nothing was written.</summary>
    public string Tail()
    {
        lock (gate)
        {
            if (file is null) return "";
            file.Flush();
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding.UTF8);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return "; it wrote: " + string.Join(" | ", lines.TakeLast(TailLines).Select(line => line.Trim()));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate) file?.Dispose();
    }
}
