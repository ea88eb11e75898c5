using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>What all toxics have in common: their undo removes the toxic by its name, never anything else of the proxy.</summary>
internal static class ToxicUndo
{
    private const string ProxyKey = "proxy", ToxicKey = "toxic", ServerKey = "server", EnabledKey = "enabled";

    /// <summary>The undo. On a server that others use too the toxic's name says whose it is, and of which run: no other's is ever taken off for it.</summary>
    public static async Task<Undo> Of(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var arguments = new Dictionary<string, string> { [ProxyKey] = fault.Action.Target, [ToxicKey] = ground.Proxies.Server is null ? fault.Name : $"harness-{ground.Scope?.Run ?? "rehearsal"}-{fault.Name}" };
        if (ground.Proxies.Server is { } server) arguments[ServerKey] = server.ToString();
        if (await ground.Proxies.IsEnabled(fault.Action.Target, ct).ConfigureAwait(false) is { } isEnabled) arguments[EnabledKey] = isEnabled ? "true" : "false";
        return new(fault.Name, fault.Action.Kind, arguments, fault.Action.UndoDescription);
    }

    /// <summary>Puts the toxic on.</summary>
    public static Task Inject(Undo undo, Func<string, Toxic> toxic, Ground ground, CancellationToken ct) => ground.Proxies.Add(undo.Arguments[ProxyKey], toxic(undo.Arguments[ToxicKey]), ct);

    /// <summary>True while it is there.</summary>
    public static async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => await ground.Proxies.Has(undo.Arguments[ProxyKey], undo.Arguments[ToxicKey], ct).ConfigureAwait(false) == true;

    /// <summary>Takes it off, and looks.</summary>
    public static async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var (name, toxic) = (undo.Arguments[ProxyKey], undo.Arguments[ToxicKey]);
        // A fresh process has no proxies of its own; a server's it can reach all the same.
        await using var server = undo.Arguments.TryGetValue(ServerKey, out var url) && ground.Proxies.Server is null ? new ToxiproxyServer(new Uri(url)) : null;
        var proxies = server ?? ground.Proxies;
        if (await proxies.Has(name, toxic, ct).ConfigureAwait(false) is not { } was)
            return new Healing(true, proxies.Server is null ? $"the proxy {name} ended with the process that held it" : $"{proxies.Server} has no proxy {name} any more");
        ToxicShare? share = proxies.ShareOf(name, toxic);
        var force = was ? await proxies.Remove(name, toxic, ct).ConfigureAwait(false) : null;
        // A toxic that would not go is taken off by switching its proxy off and on.
        if (undo.Arguments.TryGetValue(EnabledKey, out var before)) await proxies.PutBack(name, before == "true", ct).ConfigureAwait(false);
        if (await proxies.Has(name, toxic, ct).ConfigureAwait(false) == true) throw new FaultException($"{name} still has the toxic {toxic}");
        return new Healing(true, (was ? $"{name} has the toxic {toxic} no more" : $"{name} did not have the toxic {toxic}") + (force is null ? "" : $"; {force}"), share);
    }
}
