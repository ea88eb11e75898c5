namespace Harness.Faults.Companion;

/// <summary>
/// The faults that are on, in the order of their injection. Faults on one target lie on top of each other: to heal one, those that were put on it
/// later are healed first, so that each finds what it noted as before. Whoever asks while a healing is under way, or after it, gets that one.
/// </summary>
/// <param name="heal">Undoes one; called once for each, unless it failed.</param>
internal sealed class ActiveFaults(Func<Undo, CancellationToken, Task<Healing>> heal)
{
    private readonly Lock gate = new();
    private readonly List<Undo> active = [], ended = [];
    private readonly Dictionary<string, Task<Healing>> healings = [];
    private readonly Dictionary<string, TaskCompletionSource> injecting = [];

    /// <summary>All that are on, the latest first.</summary>
    public IReadOnlyList<Undo> Latest
    {
        get { lock (gate) return [.. Enumerable.Reverse(active)]; }
    }

    /// <summary>How many were healed: what is read of a target from here on is true as long as none more of it is.</summary>
    public int Healed
    {
        get { lock (gate) return ended.Count; }
    }

    /// <summary>A fault is on.</summary>
    public void Add(Undo undo)
    {
        lock (gate)
        {
            active.Add(undo);
            // What healed one of that name before says nothing of this one.
            healings.Remove(undo.Fault);
        }
    }

    /// <summary>
    /// A fault is about to be injected: its healing waits for <see cref="Injected"/>. Not where another on its victims is being healed, or was since it was
    /// prepared: what it noted as before is then what the other made of it.
    /// </summary>
    /// <param name="undo">As prepared.</param>
    /// <param name="healed"><see cref="Healed"/> before that.</param>
    /// <returns>Null, or what to wait for before it is prepared again.</returns>
    public Task? Begin(Undo undo, int healed)
    {
        lock (gate)
        {
            if (active.Where(undo.Touches).Select(other => healings.GetValueOrDefault(other.Fault)).FirstOrDefault(healing => healing is { IsCompleted: false }) is { } healing)
                return Task.WhenAny(healing);
            if (ended.Skip(healed).Any(undo.Touches)) return Task.CompletedTask;
            Add(undo);
            injecting[undo.Fault] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return null;
        }
    }

    /// <summary>It was injected, all or in part: it may be healed.</summary>
    public void Injected(string fault)
    {
        lock (gate)
        {
            if (injecting.Remove(fault, out var over)) over.SetResult();
        }
    }

    /// <summary>It was not injected, and never will be.</summary>
    public void Drop(Undo undo)
    {
        lock (gate) active.Remove(undo);
        Injected(undo.Fault);
    }

    /// <summary>Heals a fault by its name; null where it never was on.</summary>
    public Task<Healing>? Heal(string fault, CancellationToken ct) => Heal(fault, null, ct);

    /// <summary>
    /// Heals all that are on: those on targets side by side, since one may wait for what another took; those that have none one after the other, the
    /// latest first.
    /// </summary>
    public IReadOnlyList<(Undo Undo, Task<Healing> Healing)> HealAll(Func<Undo, bool> which, CancellationToken ct)
    {
        var all = new List<(Undo, Task<Healing>)>();
        Task last = Task.CompletedTask;
        foreach (var undo in Latest.Where(which))
        {
            if (undo.Victims.Count > 0) all.Add((undo, Heal(undo.Fault, ct)!));
            else all.Add((undo, (Task<Healing>)(last = After(last, undo.Fault, ct))));
        }
        return all;
    }

    private async Task<Healing> After(Task other, string fault, CancellationToken ct)
    {
        await Task.WhenAny(other).ConfigureAwait(false);
        return await Heal(fault, ct)!.ConfigureAwait(false);
    }

    private Task<Healing>? Heal(string fault, string? with, CancellationToken ct)
    {
        lock (gate)
        {
            if (healings.TryGetValue(fault, out var healing) && healing is not { IsFaulted: true } and not { IsCanceled: true }) return healing;
            if (active.Find(undo => undo.Fault == fault) is not { } undo) return null;
            var above = active.SkipWhile(other => other != undo).Skip(1).Where(undo.Touches).Reverse().Select(other => other.Fault).ToList();
            return healings[fault] = Heal(undo, above, with, injecting.GetValueOrDefault(fault)?.Task ?? Task.CompletedTask, ct);
        }
    }

    private async Task<Healing> Heal(Undo undo, List<string> above, string? with, Task injected, CancellationToken ct)
    {
        await Task.Yield();
        await injected.ConfigureAwait(false);
        var stuck = new List<string>();
        foreach (var fault in above)
        {
            if ((Task?)Heal(fault, undo.Fault, ct) is not { } first) continue;
            // It may be this very fault that keeps the one on top from being healed, as a partition does with what was restarted in it.
            await first.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!first.IsCompletedSuccessfully) stuck.Add(fault);
        }
        var healing = await heal(undo, ct).ConfigureAwait(false);
        lock (gate)
        {
            active.Remove(undo);
            ended.Add(undo);
            foreach (var fault in stuck) TakeOver(undo, fault);
        }
        var note = healing.Note;
        if (above.Except(stuck).ToList() is { Count: > 0 } gone) note += $"; before it {string.Join(" and ", gone)}, which lay on top";
        if (stuck.Count > 0) note += $"; {string.Join(" and ", stuck)}, which lay on top, could not be healed before it";
        return healing with { Note = note, With = with };
    }

    /// <summary>
    /// A fault that stays on top of one that is gone noted as before what that one had made. Where both are of one kind the victims of the lower are as they
    /// were before both, and the upper has nothing more to put back on them.
    /// </summary>
    private void TakeOver(Undo healed, string fault)
    {
        var index = active.FindIndex(undo => undo.Fault == fault);
        if (index < 0 || active[index].Kind != healed.Kind) return;
        active[index] = active[index] with { Victims = [.. active[index].Victims.Where(victim => !healed.Victims.Any(victim.Is))] };
    }
}
