using System.Globalization;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>Whom a fault hits: found by the drivers, checked against what may be touched, drawn by the run's seed.</summary>
public static class Victims
{
    /// <summary>The victims of a fault; never none.</summary>
    /// <exception cref="FaultException">It matches nothing, too much, or something that may not be touched: nothing was done.</exception>
    public static async Task<IReadOnlyList<Victim>> Of(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var action = (TargetAction)fault.Action;
        var candidates = new List<Victim>();
        foreach (var target in TargetKeys.Instances(ground.Settings.Targets[action.Target], ground.Settings))
        {
            var driver = ground.DriverOf(target);
            foreach (var found in await driver.Find(target, ct).ConfigureAwait(false))
            {
                if (driver.Refusal(target, found) is { } refusal) throw new RefusedException($"{found.Name} may not be broken: {refusal}");
                candidates.Add(found with { IsOwn = target.IsStarted, Health = target.Health is { } path ? new Uri(target.Url!, path) : null });
            }
        }
        if (candidates.Count == 0) throw new FaultException($"{action.Target} matches nothing that runs: there is nothing to {fault.Action.Kind}");
        var chosen = action.Pick.From(candidates, ground.Seed, fault.Name);
        var most = new Pick(null, ground.Settings.Safety.MaxShare).Of(candidates.Count);
        if (candidates.Count > 1 && chosen.Count > most)
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"{fault.Name} would hit {chosen.Count} of {candidates.Count}; safety.maxShare ({ground.Settings.Safety.MaxShare}) allows {most}: pick fewer"));
        return chosen;
    }
}

/// <summary>A safety limit forbids it (116); the message names the key that is missing.</summary>
public sealed class RefusedException(string message) : Exception(message);
