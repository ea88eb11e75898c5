using System.Text.Json;

namespace Harness.Faults;

/// <summary>What a ledger says is there: the fold over its lines.</summary>
public sealed class LedgerContent
{
    private readonly List<Undo> faults = [];
    private readonly Dictionary<string, ProcessIdentity?> targets = [];
    private readonly List<ResourceCreating> resources = [];

    /// <summary>Whose ledger it is; null where even the first line is torn.</summary>
    public LedgerOpened? Opened { get; private set; }

    /// <summary>Faults that were about to be injected and not seen healed, in the order of injection.</summary>
    public IReadOnlyList<Undo> Faults => faults;

    /// <summary>Targets that were about to be started and not seen ended; the process is null where it was not written any more.</summary>
    public IReadOnlyDictionary<string, ProcessIdentity?> Targets => targets;

    /// <summary>Things that were about to be created and not seen removed, in the order of creation.</summary>
    public IReadOnlyList<ResourceCreating> Resources => resources;

    /// <summary>
    /// Lines that cannot be read and have others after them. A torn last one is no damage but what a killed process leaves: what it would have said was not
    /// done yet, or is done once more.
    /// </summary>
    public int Damaged { get; private set; }

    /// <summary>Reads a ledger; a line that cannot be read is passed over, since the others still say what to heal.</summary>
    public static LedgerContent Read(string path)
    {
        var content = new LedgerContent();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        for (var torn = 0; reader.ReadLine() is { } line;)
        {
            content.Damaged += torn;
            torn = 0;
            try
            {
                content.Apply(JsonSerializer.Deserialize(line, LedgerJson.Default.LedgerEntry));
            }
            catch (Exception e) when (e is JsonException or NotSupportedException)
            {
                torn = 1;
            }
        }
        return content;
    }

    private void Apply(LedgerEntry? entry)
    {
        switch (entry)
        {
            case LedgerOpened opened: Opened = opened; break;
            case TargetStarting starting: targets[starting.Target] = null; break;
            case TargetStarted started: targets[started.Target] = started.Process; break;
            case TargetEnded ended: targets.Remove(ended.Target); break;
            case ResourceCreating creating: resources.Add(creating); break;
            case ResourceRemoved removed: resources.RemoveAll(r => r.Driver == removed.Driver && r.Name == removed.Name); break;
            case FaultInjecting injecting: faults.Add(injecting.Undo); break;
            case FaultHealed healed: faults.RemoveAll(f => f.Fault == healed.Fault); break;
        }
    }
}
