using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>What all toxics have in common: their undo removes them by their names, never anything else of the proxy.</summary>
internal static class ToxicUndo
{
    private const string ToxicKey = "toxic";

    /// <summary>The undo. On a server that others use too the toxic's name says whose it is, and of which run: no other's is ever taken off for it.</summary>
    /// <exception cref="FaultException">A proxy is not there, or does not know such a toxic.</exception>
    public static async Task<Undo> Of(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (ToxicAction)fault.Action;
        var name = ground.Proxies.Server is null ? fault.Name : $"harness-{ground.Scope?.Run ?? "rehearsal"}-{fault.Name}";
        var undo = await ProxyUndo.Of(fault, ground, ct).ConfigureAwait(false);
        foreach (var proxy in action.Targets)
        {
            if (await ground.Proxies.Refusal(proxy, ToxicCatalog.KindOf(action.Toxic), ct).ConfigureAwait(false) is { } refusal) throw new FaultException(refusal);
        }
        return undo with { Arguments = new Dictionary<string, string>(undo.Arguments) { [ToxicKey] = string.Join(' ', action.Toxics(name).Select(toxic => toxic.Name)) } };
    }

    /// <summary>Puts the toxics on; they end by themselves where the ground says when.</summary>
    public static async Task Inject(ToxicAction action, Undo undo, Ground ground, CancellationToken ct)
    {
        var toxics = action.Toxics(Names(undo)[0]).ToList();
        foreach (var proxy in ProxyUndo.Proxies(undo))
        {
            foreach (var toxic in toxics) await ground.Proxies.Add(proxy, toxic with { Ttl = ground.Ttl }, ct).ConfigureAwait(false);
        }
    }

    /// <summary>True while all of them are there.</summary>
    public static async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        foreach (var proxy in ProxyUndo.Proxies(undo))
        {
            foreach (var toxic in Names(undo))
            {
                if (await ground.Proxies.Has(proxy, toxic, ct).ConfigureAwait(false) != true) return false;
            }
        }
        return true;
    }

    /// <summary>Takes them off, and looks. What they met is that of the first on each proxy: both ways of a connection are one connection.</summary>
    public static async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var names = Names(undo);
        var shares = new System.Collections.Concurrent.ConcurrentBag<ToxicShare>();
        var healing = await ProxyUndo.Heal(undo, ground, async (proxies, proxy) =>
        {
            if (proxies.ShareOf(proxy, names[0]) is { } share) shares.Add(share);
            var (removed, forces) = (new List<string>(), new List<string>());
            foreach (var toxic in names)
            {
                if (await proxies.Has(proxy, toxic, ct).ConfigureAwait(false) != true) continue;
                if (await proxies.Remove(proxy, toxic, ct).ConfigureAwait(false) is { } force) forces.Add(force);
                removed.Add(toxic);
            }
            // A toxic that would not go is taken off by switching its proxy off and on; one that a fault has switched off stays so.
            if (removed.Count > 0 && ProxyUndo.WasOn(undo, proxy) && !proxies.IsDown(proxy)) await proxies.Enable(proxy, ct).ConfigureAwait(false);
            foreach (var toxic in removed)
            {
                if (await proxies.Has(proxy, toxic, ct).ConfigureAwait(false) == true) throw new FaultException($"{proxy} still has the toxic {toxic}");
            }
            var seen = removed.Count > 0 ? $"{proxy} has the toxic {string.Join(" and ", removed)} no more" : $"{proxy} did not have the toxic {string.Join(" and ", names)}";
            return string.Join("; ", [seen, .. forces.Distinct()]);
        }, ct).ConfigureAwait(false);
        return healing with { Share = shares.IsEmpty ? null : new(shares.Sum(share => share.Connections), shares.Sum(share => share.Hit)) };
    }

    private static IReadOnlyList<string> Names(Undo undo) => ProxyUndo.List(undo, ToxicKey);
}
