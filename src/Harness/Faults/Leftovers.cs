namespace Harness.Faults;

/// <summary>What was found of an earlier run, and what became of it.</summary>
/// <param name="Run">The run that left it.</param>
/// <param name="What">What it is.</param>
/// <param name="Healed">True where it is gone.</param>
/// <param name="Note">How, or what to do by hand.</param>
public sealed record Leftover(string Run, string What, bool Healed, string Note);

/// <summary>Heals from ledgers alone what dead runs left behind: <c>harness heal</c>, and the first act of every run.</summary>
/// <param name="folder">Of the ledgers.</param>
/// <param name="kinds">Of faults.</param>
/// <param name="drivers">Makes a driver of each kind, for a folder that relative paths count from.</param>
/// <param name="time">The clock.</param>
public sealed class Leftovers(string folder, IReadOnlyList<IFault> kinds, Func<string, IReadOnlyList<IDriver>> drivers, TimeProvider time)
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HealPatience = TimeSpan.FromSeconds(40);

    /// <summary>A companion that outlived its harness is healing by itself: it gets this long.</summary>
    private static readonly TimeSpan CompanionPatience = Companion.CompanionServer.Lease + TimeSpan.FromSeconds(10);

    /// <summary>The run that lives and holds one of these addresses, or null.</summary>
    public string? HolderOf(IReadOnlyList<string> addresses)
    {
        foreach (var path in Ledger.All(folder))
        {
            if (Read(path)?.Opened is { } opened && opened.Harness.IsAlive && opened.Companion.IsAlive && opened.Holds.Intersect(addresses).FirstOrDefault() is { } held)
                return $"{held} is held by the run {opened.Run} (process {opened.Harness.Id})";
        }
        return null;
    }

    /// <summary>Heals every ledger whose run is dead, the latest first. Twice is as good as once.</summary>
    public async Task<IReadOnlyList<Leftover>> Heal(CancellationToken ct)
    {
        var found = new List<Leftover>();
        foreach (var path in Ledger.All(folder).Reverse())
        {
            if (Read(path) is not { } content) continue;
            if (content.Opened is { } opened && opened.Companion.IsAlive)
            {
                if (opened.Harness.IsAlive) continue;
                if (!await Ended(opened.Companion, ct).ConfigureAwait(false))
                {
                    found.Add(new(opened.Run, $"companion process {opened.Companion.Id}", false, $"it should have ended; do this by hand: kill {opened.Companion.Id}, then `harness heal`"));
                    continue;
                }
            }
            // What a companion could not heal before it ended is still in its ledger; where it could, the file is gone.
            found.AddRange(await HealDead(path, ct).ConfigureAwait(false));
        }
        return found;
    }

    /// <summary>Heals one ledger whose companion is dead, and deletes it when nothing is left.</summary>
    public async Task<IReadOnlyList<Leftover>> HealDead(string path, CancellationToken ct)
    {
        if (!File.Exists(path) || Read(path) is not { } content) return [];
        var run = content.Opened?.Run ?? Path.GetFileName(path);
        var found = new List<Leftover>();
        await foreach (var leftover in Heal(run, content, ct).ConfigureAwait(false)) found.Add(leftover);
        if (content.Damaged > 0)
        {
            var kept = path + ".damaged";
            File.Move(path, kept, overwrite: true);
            found.Add(new(run, "its ledger", false, $"{content.Damaged} of its lines cannot be read, and nobody knows what they said: what the others said was looked after; see for yourself, it is kept as {kept}"));
            return found;
        }
        if (found.Count == 0) found.Add(new(run, "its ledger", true, "nothing was left to heal"));
        if (found.TrueForAll(leftover => leftover.Healed)) File.Delete(path);
        return found;
    }

    private async IAsyncEnumerable<Leftover> Heal(string run, LedgerContent content, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var proxies = new EmbeddedProxies(new Proxy.ProxySet(time, 0));
        var ground = new Ground(proxies, drivers(Directory.GetCurrentDirectory()), new Plans.Settings { Root = Directory.GetCurrentDirectory() }, 0, time);
        var active = new Companion.ActiveFaults((undo, token) => Heal(undo, ground, token));
        foreach (var undo in content.Faults) active.Add(undo);
        foreach (var (undo, healing) in active.HealAll(_ => true, ct))
        {
            Leftover leftover;
            try
            {
                leftover = new(run, $"fault {undo.Fault}", true, (await healing.ConfigureAwait(false)).Note);
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                // One undo that fails, in whatever way, must not keep the others from running.
                leftover = new(run, $"fault {undo.Fault}", false, $"{e.Message}: do this by hand: {undo.ByHand}");
            }
            yield return leftover;
        }
        foreach (var (target, process) in content.Targets)
        {
            if (process is null) yield return new(run, $"target {target}", true, "it was about to be started; no process of it was noted");
            else if (!process.IsAlive) yield return new(run, $"target {target}", true, $"process {process.Id} is gone");
            else if (await process.End(EndPatience, time, ct).ConfigureAwait(false)) yield return new(run, $"target {target}", true, $"process {process.Id} was still running and was ended");
            else yield return new(run, $"target {target}", false, $"process {process.Id} does not end; do this by hand: kill -9 {process.Id}");
        }
        foreach (var resource in content.Resources.Reverse()) yield return await Remove(run, resource, ground, ct).ConfigureAwait(false);
        foreach (var driver in ground.Drivers) await driver.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var kind = kinds.FirstOrDefault(k => k.Kind == undo.Kind) ?? throw new FaultException($"this version knows no fault '{undo.Kind}'");
        // What the run started is ended below; there is nothing to start again first.
        return undo.EndsWithRun ? new Healing(true, "its target ends with the run that started it") : await kind.Heal(undo, ground, ct).WaitAsync(HealPatience, time, ct).ConfigureAwait(false);
    }

    private static async Task<Leftover> Remove(string run, ResourceCreating resource, Ground ground, CancellationToken ct)
    {
        var what = resource.Target is { } target ? $"target {target}" : resource.Driver;
        try
        {
            if (resource.Driver == ToxiproxyServer.Word && resource.Name.Split('|') is [var url, var proxy])
            {
                await using var server = new ToxiproxyServer(new Uri(url));
                return new(run, $"proxy {proxy}", true, await server.RemoveProxy(proxy, ct).ConfigureAwait(false));
            }
            var driver = ground.Drivers.FirstOrDefault(d => d.Kind == resource.Driver) ?? throw new FaultException($"this program knows nothing of a {resource.Driver}");
            return new(run, what, true, await driver.Remove(resource.Name, ct).WaitAsync(HealPatience, ground.Time, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            return new(run, what, false, $"{resource.Name}: {e.Message}");
        }
    }

    private async Task<bool> Ended(ProcessIdentity companion, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        while (companion.IsAlive)
        {
            if (time.GetElapsedTime(began) > CompanionPatience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct).ConfigureAwait(false);
        }
        return true;
    }

    private static LedgerContent? Read(string path)
    {
        try
        {
            return LedgerContent.Read(path);
        }
        catch (FileNotFoundException)
        {
            return null; // Its companion ended in this moment, and took it away.
        }
    }
}
