using Harness.Plans;

namespace Harness.Faults.Network;

/// <summary>What the undos of all faults on proxies hold: which proxies, of which server, and which of them took connections before.</summary>
internal static class ProxyUndo
{
    private const string ProxyKey = "proxy", OnKey = "on", ServerKey = "server";

    /// <summary>An undo. Changes nothing.</summary>
    /// <exception cref="FaultException">One of the proxies is not there, or nobody can tell.</exception>
    public static async Task<Undo> Of(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var on = new List<string>();
        foreach (var proxy in fault.Action.Targets)
        {
            if (await ground.Proxies.IsEnabled(proxy, ct).ConfigureAwait(false) ?? throw new FaultException($"there is no proxy {proxy}{(ground.Proxies.Server is { } url ? $" on {url}" : "")}")) on.Add(proxy);
        }
        var arguments = new Dictionary<string, string> { [ProxyKey] = string.Join(' ', fault.Action.Targets), [OnKey] = string.Join(' ', on) };
        if (ground.Proxies.Server is { } server) arguments[ServerKey] = server.ToString();
        return new(fault.Name, fault.Action.Kind, arguments, fault.Action.UndoDescription);
    }

    /// <summary>The names of its proxies; none has a blank in it.</summary>
    public static IReadOnlyList<string> Proxies(Undo undo) => List(undo, ProxyKey);

    /// <summary>True where a proxy took connections before.</summary>
    public static bool WasOn(Undo undo, string proxy) => List(undo, OnKey).Contains(proxy);

    /// <summary>The words of an argument.</summary>
    public static IReadOnlyList<string> List(Undo undo, string key) => undo.Arguments.GetValueOrDefault(key, "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Heals each proxy that is still there, side by side: one that cannot be healed keeps no other from it.</summary>
    /// <param name="undo">Of a fault on proxies.</param>
    /// <param name="ground">What it stands on.</param>
    /// <param name="heal">Heals one, and says what was seen.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<Healing> Heal(Undo undo, Ground ground, Func<IProxies, string, Task<string>> heal, CancellationToken ct)
    {
        // A fresh process has no proxies of its own; a server's it can reach all the same.
        await using var server = undo.Arguments.TryGetValue(ServerKey, out var url) && ground.Proxies.Server is null ? new ToxiproxyServer(new Uri(url)) : null;
        var proxies = server ?? ground.Proxies;
        async Task<string> One(string proxy)
        {
            if (await proxies.IsEnabled(proxy, ct).ConfigureAwait(false) is not null) return await heal(proxies, proxy).ConfigureAwait(false);
            return proxies.Server is null ? $"the proxy {proxy} ended with the process that held it" : $"{proxies.Server} has no proxy {proxy} any more";
        }
        return new Healing(true, string.Join("; ", await Task.WhenAll(Proxies(undo).Select(One)).ConfigureAwait(false)));
    }
}
