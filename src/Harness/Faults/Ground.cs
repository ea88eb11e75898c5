using Harness.Plans;

namespace Harness.Faults;

/// <summary>What faults stand on: the proxies and the drivers of this process. Both know nothing where a fresh process heals what another left.</summary>
/// <param name="Proxies">The embedded ones, or those of a server.</param>
/// <param name="Drivers">One for each kind of target.</param>
/// <param name="Settings">harness.json; where a ledger alone is left, one without targets.</param>
/// <param name="Seed">The run's, for choices among several.</param>
/// <param name="Time">The clock.</param>
public sealed record Ground(IProxies Proxies, IReadOnlyList<IDriver> Drivers, Settings Settings, int Seed, TimeProvider Time)
{
    /// <summary>The run whose companion this is, with its ledger; null where a fresh process heals what another left, and in a rehearsal.</summary>
    public RunScope? Scope { get; init; }

    /// <summary>
    /// How long what can end by itself stays, if whoever set it is gone and nobody undoes it; null: until somebody does. Longer than a fault stays by its plan.
    /// </summary>
    public TimeSpan? Ttl { get; init; }

    /// <summary>The driver of a target.</summary>
    /// <exception cref="FaultException">It is only an address.</exception>
    public IDriver DriverOf(Target target) => Drivers.FirstOrDefault(driver => driver.Drives(target))
        ?? throw new FaultException($"{target.Name} is only an address: say in harness.json which process or container it is");

    /// <summary>The driver of a victim.</summary>
    public IDriver DriverOf(Victim victim) => Drivers.FirstOrDefault(driver => driver.Kind == victim.Driver)
        ?? throw new FaultException($"this program knows nothing of a {victim.Driver}");
}
