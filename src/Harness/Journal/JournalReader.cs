using System.Text.Json;

namespace Harness.Journal;

/// <summary>Reads a journal back.</summary>
public static class JournalReader
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "journal.ndjson";

    /// <summary>
    /// The entries in order. A last line without its line feed, or torn, is what a killed run leaves, and is left out; a broken line before
    /// the last is an error.
    /// </summary>
    /// <exception cref="JournalException">The file is not a journal, is of a newer format, or is broken; the message names the line.</exception>
    public static IEnumerable<Entry> Read(string path)
    {
        using var lines = File.ReadLines(path).GetEnumerator();
        var number = 0;
        var more = lines.MoveNext();
        while (more)
        {
            var line = lines.Current;
            number++;
            more = lines.MoveNext();
            if (Parse(path, line, number, isLast: !more) is not { } entry) yield break;
            if (number == 1 && entry is not RunStarted) throw new JournalException($"{path}:1: not a harness journal: it begins with {entry.GetType().Name}, not with the run's start");
            if (entry is RunStarted { Format: not RunStarted.CurrentFormat } other)
                throw new JournalException($"{path}:1: written in format {other.Format}; this version reads format {RunStarted.CurrentFormat}: use the harness that wrote it, or a {(other.Format > RunStarted.CurrentFormat ? "newer" : "older")} one");
            yield return entry;
        }
        if (number == 0) throw new JournalException($"{path}: empty: the run was killed before it wrote anything");
    }

    private static Entry? Parse(string path, string line, int number, bool isLast)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EntryJson.Default.Entry);
        }
        catch (JsonException) when (isLast && number > 1)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new JournalException($"{path}:{number}: not an entry of a harness journal: {e.Message}");
        }
    }
}

/// <summary>A journal cannot be read; the message says where and why.</summary>
public sealed class JournalException(string message) : Exception(message);
