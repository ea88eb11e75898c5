using Harness.Faults;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Running;

/// <summary>What a fault would hit, looked up now and without touching it; for <c>--dry-run</c>.</summary>
/// <param name="Fault">The fault's name.</param>
/// <param name="Victims">Processes and containers; empty for a fault on a proxy, and for what the run starts itself.</param>
/// <param name="Refusal">Why it would be refused or could not be injected, or null.</param>
public sealed record Rehearsal(string Fault, IReadOnlyList<Victim> Victims, string? Refusal)
{
    /// <summary>Rehearses every fault of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="kinds">Of faults and targets.</param>
    /// <param name="seed">The seed of the run that is meant; without one a choice among several is only an example.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<IReadOnlyList<Rehearsal>> Of(Plan plan, Kinds kinds, int? seed, CancellationToken ct)
    {
        await using var proxies = new EmbeddedProxies(new ProxySet(TimeProvider.System, seed ?? 0));
        var drivers = kinds.DriversFor(plan.Settings.Root);
        var ground = new Ground(proxies, drivers, plan.Settings, seed ?? 0, TimeProvider.System);
        var found = new List<Rehearsal>();
        foreach (var fault in plan.Faults) found.Add(await Of(fault, plan.Settings, kinds, ground, ct).ConfigureAwait(false));
        foreach (var driver in drivers) await driver.DisposeAsync().ConfigureAwait(false);
        return found;
    }

    private static async Task<Rehearsal> Of(PlannedFault fault, Settings settings, Kinds kinds, Ground ground, CancellationToken ct)
    {
        // What the run starts is not there yet; it will be exactly that.
        if (!settings.Targets.TryGetValue(fault.Action.Target, out var target) || TargetKeys.Instances(target, settings).All(instance => instance.IsStarted)) return new(fault.Name, [], null);
        try
        {
            return new(fault.Name, (await kinds.Faults.First(kind => kind.Kind == fault.Action.Kind).Prepare(fault, ground, ct).ConfigureAwait(false)).Victims, null);
        }
        catch (Exception e) when (e is FaultException or RefusedException)
        {
            return new(fault.Name, [], e.Message);
        }
    }
}
