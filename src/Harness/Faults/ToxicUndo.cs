using Harness.Journal;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>What all toxics on an embedded proxy have in common: their undo removes the toxic by its name, never anything else of the proxy.</summary>
internal static class ToxicUndo
{
    public static Undo Of(PlannedFault fault, string toxic) =>
        new(fault.Name, fault.Action.Kind, new Dictionary<string, string> { ["proxy"] = fault.Action.Target, ["toxic"] = toxic }, fault.Action.UndoDescription);

    public static Proxy.Proxy ProxyOf(FaultAction action, Ground ground) =>
        ground.Proxies.Find(action.Target) ?? throw new FaultException($"the proxy {action.Target} was not opened by this run");

    public static Healing Heal(Undo undo, Ground ground)
    {
        var (name, toxic) = (undo.Arguments["proxy"], undo.Arguments["toxic"]);
        if (ground.Proxies.Find(name) is not { } proxy) return new Healing(true, $"the proxy {name} ended with the process that held it");
        var counters = proxy.CountersOf(toxic);
        var share = counters is null ? null : new ToxicShare(counters.Seen, counters.Hit);
        var was = proxy.RemoveToxic(toxic);
        if (proxy.Toxics.Any(t => t.Name == toxic)) throw new FaultException($"{name} still has the toxic {toxic}");
        return new Healing(true, was ? $"{name} has the toxic {toxic} no more" : $"{name} did not have the toxic {toxic}", share);
    }
}
