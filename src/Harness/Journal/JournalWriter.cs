using System.Text;
using System.Text.Json;

namespace Harness.Journal;

/// <summary>Something that follows a run as it goes: called for every entry, in the journal's order, one at a time; quick, and never throwing.</summary>
public interface IJournalConsumer
{
    /// <summary>Takes one entry.</summary>
    void Consume(Entry entry);
}

/// <summary>
/// Writes the journal and hands every entry to the consumers in the same order. Where the disk refuses, the run goes on in
/// memory and <see cref="Failure"/> says so; faults are healed and consumers fed all the same.
/// </summary>
public sealed class JournalWriter : IDisposable
{
    private readonly Lock gate = new();
    private readonly Stream file;
    private readonly IReadOnlyList<IJournalConsumer> consumers;
    private readonly SecretMask mask;

    /// <summary>Creates the file; it must not exist.</summary>
    public JournalWriter(string path, SecretMask mask, params IReadOnlyList<IJournalConsumer> consumers)
        : this(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 65_536), mask, consumers)
    {
    }

    /// <summary>Writes into a stream, which it owns.</summary>
    internal JournalWriter(Stream file, SecretMask mask, params IReadOnlyList<IJournalConsumer> consumers)
    {
        this.file = file;
        this.consumers = consumers;
        this.mask = mask;
    }

    /// <summary>What the disk said when it refused a line, or null.</summary>
    public string? Failure { get; private set; }

    /// <summary>Writes one entry and hands it on. Facts reach the disk at once, frames with the line that closes their second.</summary>
    public void Write(Entry entry)
    {
        lock (gate)
        {
            entry = mask.Apply(entry);
            try
            {
                file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, EntryJson.Default.Entry) + "\n"));
                if (entry is not (StepFrame or LoadFrame or TargetFrame)) file.Flush();
            }
            catch (IOException e)
            {
                Failure ??= e.Message;
            }
            foreach (var consumer in consumers) consumer.Consume(entry);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                file.Dispose();
            }
            catch (IOException e)
            {
                Failure ??= e.Message;
            }
        }
    }
}
