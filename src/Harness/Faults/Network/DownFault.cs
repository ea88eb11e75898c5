using Harness.Plans;

namespace Harness.Faults.Network;

/// <summary><c>down: { target: payments-link }</c></summary>
internal sealed class DownFault : IFault
{
    public const string Word = "down";

    public string Kind => Word;

    public string Meaning => "A proxy is switched off: its connections are closed, and new ones are refused.";

    public string Needs => "a proxy of harness.json";

    public string Undoing => "the proxy is switched on, unless it was off before";

    public Shape Shape { get; } = Shape.Mapping(ProxyKey.Key);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings) =>
        arguments.Takes(Shape) && ProxyKey.Read(arguments, settings) is { } target ? new DownAction(target) : null;

    /// <summary>Whether it is on is one thing of a proxy: two that switch it off lie on top of each other, and its toxics beside them.</summary>
    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var proxy = fault.Action.Target;
        var where = ground.Proxies.Server is { } server ? $"{server}proxies/{proxy}" : ground.Settings.Proxies.GetValueOrDefault(proxy)?.Listen ?? proxy;
        return await ProxyUndo.Of(fault, ground, ct).ConfigureAwait(false) with { Victims = [new Victim("proxy", proxy, where)], Layer = Word };
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) =>
        ProxyUndo.WasOn(undo, fault.Action.Target) ? ground.Proxies.Disable(fault.Action.Target, ground.Ttl, ct) : Task.CompletedTask;

    public async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        foreach (var proxy in ProxyUndo.Proxies(undo))
        {
            if (await ground.Proxies.IsEnabled(proxy, ct).ConfigureAwait(false) != false) return false;
        }
        return true;
    }

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => ProxyUndo.Heal(undo, ground, async (proxies, proxy) =>
    {
        if (!ProxyUndo.WasOn(undo, proxy)) return $"{proxy} was off before, and stays so";
        await proxies.Enable(proxy, ct).ConfigureAwait(false);
        return $"{proxy} takes connections";
    }, ct);
}
