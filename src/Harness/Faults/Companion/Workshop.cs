using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Companion;

/// <summary>What a companion holds for its run, and every act on it: the ledger line first, then the act.</summary>
internal sealed class Workshop : IDisposable
{
    private static readonly TimeSpan HealPatience = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);

    private readonly Plan plan;
    private readonly Opening opening;
    private readonly IReadOnlyList<IFault> kinds;
    private readonly TimeProvider time;
    private readonly Ledger ledger;
    private readonly Ground ground;
    private readonly Lock gate = new();
    private readonly List<Undo> active = [];

    public Workshop(Plan plan, Opening opening, IReadOnlyList<IFault> kinds, TimeProvider time)
    {
        this.plan = plan;
        this.opening = opening;
        this.kinds = kinds;
        this.time = time;
        ledger = new Ledger(opening.LedgerPath, new LedgerOpened(opening.Run, opening.Folder, opening.Harness, ProcessIdentity.Own, opening.Holds, time.GetUtcNow()));
        ground = new Ground(new ProxySet(time, opening.Seed), new ProcessSet());
    }

    public Task StartProxy(string name, CancellationToken ct)
    {
        var link = plan.Settings.Proxies[name];
        return ground.Proxies.AddAsync(new ProxyOptions { Name = name, Listen = link.Listen, Upstream = link.Upstream }, ct);
    }

    public async Task<int?> StartTarget(string name, Launch launch, CancellationToken ct)
    {
        var logs = Directory.CreateDirectory(Path.Combine(opening.Folder, "logs")).FullName;
        var process = new ManagedProcess(name, launch, Path.Combine(logs, name + ".log"), time) { Started = identity => ledger.Write(new TargetStarted(name, identity)) };
        ground.Processes.Add(process);
        ledger.Write(new TargetStarting(name));
        process.Start();
        await process.WaitUntilHealthy(ct).ConfigureAwait(false);
        return process.Identity?.Id;
    }

    public async Task Inject(string name, CancellationToken ct)
    {
        var fault = plan.Faults.First(f => f.Name == name);
        var kind = Kind(fault.Action.Kind);
        var undo = kind.UndoOf(fault, ground);
        var now = time.GetUtcNow();
        ledger.Write(new FaultInjecting(undo, now, fault.Until is { } until ? now + (until - fault.At) : null));
        lock (gate) active.Add(undo);
        await kind.Inject(fault, ground, ct).ConfigureAwait(false);
    }

    public async Task<Healing> Heal(string name, CancellationToken ct)
    {
        Undo? undo;
        lock (gate) undo = active.Find(u => u.Fault == name);
        return undo is null ? new Healing(true, "it was not there") : await Heal(undo, ct).ConfigureAwait(false);
    }

    private async Task<Healing> Heal(Undo undo, CancellationToken ct)
    {
        var healing = await Kind(undo.Kind).Heal(undo, ground, ct).WaitAsync(HealPatience, time, ct).ConfigureAwait(false);
        Note(new FaultHealed(undo.Fault, healing.Note));
        lock (gate) active.Remove(undo);
        return healing;
    }

    private IFault Kind(string word) => kinds.First(k => k.Kind == word);

    /// <summary>
    /// Heals what is still active, in reverse order, then ends every target, then the proxies: traffic passes until the faults are gone. What
    /// cannot be healed stays in the ledger and is returned.
    /// </summary>
    public async Task<IReadOnlyList<string>> Close()
    {
        var left = new List<string>();
        List<Undo> undos;
        lock (gate) undos = [.. Enumerable.Reverse(active)];
        // A killed target is about to be ended: starting it again first would only make noise.
        foreach (var undo in undos.Where(u => !Kind(u.Kind).EndsWithItsTarget)) await Try(undo.ByHand, () => Heal(undo, CancellationToken.None)).ConfigureAwait(false);
        // All at once: one that does not listen to SIGTERM must not keep the others waiting.
        await Task.WhenAll(ground.Processes.All.Select(process => Try($"end process {process.Identity?.Id} ({process.Name})", () => End(process)))).ConfigureAwait(false);
        foreach (var undo in undos.Where(u => Kind(u.Kind).EndsWithItsTarget)) Note(new FaultHealed(undo.Fault, "its target ended with the run"));
        await ground.Proxies.DisposeAsync().ConfigureAwait(false);
        ground.Processes.Dispose();
        if (left.Count == 0) ledger.Delete();
        else ledger.Dispose();
        return left;

        async Task Try(string byHand, Func<Task> act)
        {
            try
            {
                await act().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // One undo that fails must not keep the others from running; it is named and stays in the ledger.
                lock (gate) left.Add($"{e.Message}: do this by hand: {byHand}");
            }
        }
    }

    private async Task End(ManagedProcess process)
    {
        if (!await process.End(EndPatience, CancellationToken.None).ConfigureAwait(false)) throw new FaultException($"{process.Name} does not end");
        Note(new TargetEnded(process.Name));
    }

    /// <summary>Notes that something is gone. Where the disk refuses, the ledger still says that it is there, and healing it again is as good as once.</summary>
    private void Note(LedgerEntry gone)
    {
        try
        {
            ledger.Write(gone);
        }
        catch (IOException)
        {
            // Only what is about to be done must be on disk first.
        }
    }

    public void Dispose() => ledger.Dispose();
}
