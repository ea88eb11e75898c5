namespace Harness.Faults;

/// <summary>The targets that this process started, by name.</summary>
public sealed class ProcessSet : IDisposable
{
    private readonly Dictionary<string, ManagedProcess> byName = [];
    private readonly Lock gate = new();

    /// <summary>All of them, in the order in which they were added.</summary>
    public IReadOnlyList<ManagedProcess> All
    {
        get { lock (gate) return [.. byName.Values]; }
    }

    /// <summary>The one of that name, or null.</summary>
    public ManagedProcess? Find(string name)
    {
        lock (gate) return byName.GetValueOrDefault(name);
    }

    /// <summary>Adds one.</summary>
    public void Add(ManagedProcess process)
    {
        lock (gate) byName.Add(process.Name, process);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var process in All) process.Dispose();
    }
}
