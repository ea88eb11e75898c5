using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Companion;

/// <summary>What a companion holds for its run, and every act on it: the ledger line first, then the act.</summary>
internal sealed class Workshop : IDisposable
{
    private static readonly TimeSpan InjectPatience = TimeSpan.FromSeconds(50), HealPatience = TimeSpan.FromSeconds(40);

    /// <summary>For all that is left at the end together: less than whoever asks for the end waits.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(60);

    private const int MostPreparations = 5;

    /// <summary>A fault that nobody healed this long after its planned end is healed by the companion itself.</summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    /// <summary>What ends by itself does so only after whoever is there has had this long to heal it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>No proxy counts a longer time.</summary>
    private static readonly TimeSpan LongestTtl = TimeSpan.FromDays(1);

    private readonly Plan plan;
    private readonly IReadOnlyList<IFault> kinds;
    private readonly TimeProvider time;
    private readonly Ledger ledger;
    private readonly RunScope scope;
    private readonly Ground ground;
    private readonly ActiveFaults active;
    private readonly List<ITimer> expiries = [];
    private readonly Lock gate = new();

    public Workshop(Plan plan, Opening opening, IReadOnlyList<IFault> kinds, IReadOnlyList<IDriver> drivers, TimeProvider time)
    {
        this.plan = plan;
        this.kinds = kinds;
        this.time = time;
        ledger = new Ledger(opening.LedgerPath, new LedgerOpened(opening.Run, opening.Folder, opening.Harness, ProcessIdentity.Own, opening.Holds, time.GetUtcNow()));
        scope = new RunScope(opening.Run, opening.Folder, ledger);
        ground = new Ground(plan.Settings.Toxiproxy is { } server ? new ToxiproxyServer(server) : new EmbeddedProxies(new ProxySet(time, opening.Seed)), drivers, plan.Settings, opening.Seed, time) { Scope = scope };
        active = new ActiveFaults(Heal);
    }

    public Task StartProxy(string name, CancellationToken ct) => ground.Proxies.Open(plan.Settings.Proxies[name], scope, ct);

    public Task<int?> StartTarget(string name, Launch launch, CancellationToken ct)
    {
        var target = plan.Settings.Targets[name];
        return ground.DriverOf(target).Start(target, launch, scope, ct);
    }

    /// <summary>All of it, or nothing: where it fails for one of several, what was done to the others is undone.</summary>
    public async Task Inject(string name, CancellationToken ct)
    {
        var fault = plan.Faults.First(f => f.Name == name);
        var kind = Kind(fault.Action.Kind);
        var undo = await Begin(fault, kind, ct).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var length = plan.HealAt(fault) - fault.At;
        try
        {
            ledger.Write(new FaultInjecting(undo, now, fault.Until is null ? null : now + length));
            if (HeldBy(undo) is { } holder)
            {
                scope.Note(new FaultHealed(name, "it was not injected"));
                throw new RefusedException(holder);
            }
        }
        catch
        {
            active.Drop(undo);
            throw;
        }
        try
        {
            await Within(InjectPatience, "it was not injected", async token =>
            {
                await kind.Inject(fault, undo, ground with { Ttl = Ttl(length) }, token).ConfigureAwait(false);
                return undo;
            }, ct).ConfigureAwait(false);
        }
        catch
        {
            active.Injected(name);
            // What cannot be undone either stays in the ledger, and is named when the run ends.
            if ((Task?)active.Heal(name, CancellationToken.None) is { } healing) await healing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        active.Injected(name);
        Expire(name, length + Overdue);
    }

    private static TimeSpan? Ttl(TimeSpan length) => length + Overdue + Margin is var ttl && ttl <= LongestTtl ? ttl : null;

    /// <summary>
    /// Prepares a fault, and again where one on its victims was healed meanwhile: what it notes as before must not be another's work. One that is over when
    /// this begins goes first.
    /// </summary>
    private async Task<Undo> Begin(PlannedFault fault, IFault kind, CancellationToken ct)
    {
        foreach (var over in active.Latest.Where(other => other.Victims.Count > 0 && IsOver(other.Fault, fault)))
        {
            if ((Task?)active.Heal(over.Fault, CancellationToken.None) is not { } healing) continue;
            await healing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!healing.IsCompletedSuccessfully) throw new FaultException($"{over.Fault}, which was over on the same target, could not be healed before it");
        }
        for (var attempt = 0; attempt < MostPreparations; attempt++)
        {
            var healed = active.Healed;
            var undo = await kind.Prepare(fault, ground, ct).ConfigureAwait(false);
            if (active.Begin(undo, healed) is not { } healing) return undo;
            await healing.ConfigureAwait(false);
        }
        throw new FaultException($"faults on the same target were healed {MostPreparations} times while it was prepared; begin it later");
    }

    /// <summary>True where an earlier fault on the same target is to be over when one begins: its healing, due at that very moment, may come a little later.</summary>
    private bool IsOver(string name, PlannedFault fault) =>
        plan.Faults.FirstOrDefault(one => one.Name == name) is { } earlier && plan.HealAt(earlier) <= fault.At && Targets(earlier).Intersect(Targets(fault)).Any();

    private IEnumerable<string> Targets(PlannedFault fault) =>
        fault.Action.Targets.SelectMany(name => plan.Settings.Targets.TryGetValue(name, out var target) ? TargetKeys.Instances(target, plan.Settings).Select(one => one.Name) : [name]);

    /// <summary>
    /// Ends what takes too long, and says so. Who cancels waits until the act itself has ended: what may still reach its victims cannot be undone yet.
    /// </summary>
    private async Task<T> Within<T>(TimeSpan patience, string what, Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            return await act(ending.Token).WaitAsync(patience, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await ending.CancelAsync().ConfigureAwait(false);
            throw new FaultException($"{what} within {patience.TotalSeconds:0} s");
        }
    }

    /// <summary>
    /// Another living run that has a fault on one of these victims, or null. Looked up after our own line is written: of two that come at one moment
    /// at least one sees the other.
    /// </summary>
    private string? HeldBy(Undo undo)
    {
        foreach (var path in Ledger.All(Path.GetDirectoryName(ledger.Path)!).Where(path => path != ledger.Path))
        {
            LedgerContent other;
            try
            {
                other = LedgerContent.Read(path);
            }
            catch (FileNotFoundException)
            {
                continue; // That run ended in this moment.
            }
            if (other.Opened is { Companion.IsAlive: true } opened && other.Faults.SelectMany(fault => fault.Victims).FirstOrDefault(victim => undo.Victims.Any(victim.Is)) is { } held)
                return $"{held.Name} is held by the run {opened.Run} (process {opened.Harness.Id}), which has a fault on it";
        }
        return null;
    }

    /// <summary>The harness may be alive and yet not come: no fault stays for want of somebody who asks.</summary>
    private void Expire(string name, TimeSpan after)
    {
        lock (gate) expiries.Add(time.CreateTimer(_ => _ = active.Heal(name, CancellationToken.None)?.ContinueWith(static healing => healing.Exception, TaskScheduler.Default), null, after, Timeout.InfiniteTimeSpan));
    }

    public async Task<Healing> Heal(string name, CancellationToken ct) =>
        active.Heal(name, ct) is { } healing ? await healing.ConfigureAwait(false) : new Healing(true, "it was not there any more");

    private async Task<Healing> Heal(Undo undo, CancellationToken ct)
    {
        var healing = await Within(HealPatience, "its undo did not end", token => Kind(undo.Kind).Heal(undo, ground, token), ct).ConfigureAwait(false);
        scope.Note(new FaultHealed(undo.Fault, healing.Note));
        return healing;
    }

    /// <summary>False where a fault that should be on is gone: somebody else undid it, or what held it forgot.</summary>
    public async Task<bool> IsThere(string name, CancellationToken ct) =>
        active.Latest.FirstOrDefault(undo => undo.Fault == name) is { } undo && await Kind(undo.Kind).IsThere(undo, ground, ct).ConfigureAwait(false);

    private IFault Kind(string word) => kinds.First(k => k.Kind == word);

    /// <summary>
    /// Heals what is still active, what lies on top first, then ends every target, then the proxies: traffic passes until the faults are gone. What
    /// cannot be healed stays in the ledger and is returned.
    /// </summary>
    public async Task<IReadOnlyList<string>> Close()
    {
        var left = new List<string>();
        var undos = active.Latest;
        // A killed target is about to be ended: starting it again first would only make noise.
        var began = time.GetTimestamp();
        foreach (var (undo, healing) in active.HealAll(undo => !undo.EndsWithRun, CancellationToken.None))
        {
            try
            {
                var rest = ClosePatience - time.GetElapsedTime(began);
                await healing.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // One undo that fails must not keep the others from running; it is named and stays in the ledger.
                left.Add($"{undo.Fault}: {(e is TimeoutException ? $"it was not healed within {ClosePatience.TotalSeconds:0} s" : e.Message)}: do this by hand: {undo.ByHand}");
            }
        }
        foreach (var driver in ground.Drivers)
        {
            try
            {
                left.AddRange(await driver.EndAll(scope).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                left.Add($"{driver.Kind}: {e.Message}");
            }
        }
        foreach (var undo in undos.Where(undo => undo.EndsWithRun)) scope.Note(new FaultHealed(undo.Fault, "its target ended with the run"));
        left.AddRange(await ground.Proxies.Close(scope).ConfigureAwait(false));
        await ground.Proxies.DisposeAsync().ConfigureAwait(false);
        foreach (var driver in ground.Drivers) await driver.DisposeAsync().ConfigureAwait(false);
        if (left.Count == 0) ledger.Delete();
        else ledger.Dispose();
        return left;
    }

    public void Dispose()
    {
        lock (gate) expiries.ForEach(timer => timer.Dispose());
        ledger.Dispose();
    }
}
