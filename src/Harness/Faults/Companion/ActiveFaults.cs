namespace Harness.Faults.Companion;

/// <summary>
/// The faults that are on, in the order of their injection. Faults on one target lie on top of each other: to heal one, those that were put on it
/// later are healed first, so that each finds what it noted as before. Whoever asks while a healing is under way gets that one.
/// </summary>
/// <param name="heal">Undoes one; called once for each, unless it failed.</param>
internal sealed class ActiveFaults(Func<Undo, CancellationToken, Task<Healing>> heal)
{
    private readonly Lock gate = new();
    private readonly List<Undo> active = [];
    private readonly Dictionary<string, Task<Healing>> underWay = [];

    /// <summary>All that are on, the latest first.</summary>
    public IReadOnlyList<Undo> Latest
    {
        get { lock (gate) return [.. Enumerable.Reverse(active)]; }
    }

    /// <summary>A fault is about to be injected.</summary>
    public void Add(Undo undo)
    {
        lock (gate)
        {
            active.Add(undo);
            // What healed one of that name before says nothing of this one.
            underWay.Remove(undo.Fault);
        }
    }

    /// <summary>Heals a fault by its name; null where it is not on.</summary>
    public Task<Healing>? Heal(string fault, CancellationToken ct)
    {
        lock (gate)
        {
            if (active.Find(undo => undo.Fault == fault) is not { } undo) return null;
            if (underWay.TryGetValue(fault, out var healing) && healing is not { IsFaulted: true } and not { IsCanceled: true }) return healing;
            var above = active.SkipWhile(other => other != undo).Skip(1).Where(other => other.Layer == undo.Layer && other.Victims.Any(victim => undo.Victims.Any(victim.Is))).Reverse().Select(other => other.Fault).ToList();
            return underWay[fault] = Heal(undo, above, ct);
        }
    }

    private async Task<Healing> Heal(Undo undo, List<string> above, CancellationToken ct)
    {
        await Task.Yield();
        foreach (var fault in above)
        {
            if (Heal(fault, ct) is { } first) await first.ConfigureAwait(false);
        }
        var healing = await heal(undo, ct).ConfigureAwait(false);
        lock (gate) active.Remove(undo);
        return above.Count == 0 ? healing : healing with { Note = $"{healing.Note}; before it {string.Join(" and ", above)}, which lay on top" };
    }
}
