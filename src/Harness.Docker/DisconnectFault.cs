using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Docker;

/// <summary>Containers are taken off networks.</summary>
/// <param name="Target">A target.</param>
/// <param name="Pick">How many of it.</param>
/// <param name="Networks">Which networks; empty for all.</param>
public sealed record DisconnectAction(string Target, Pick Pick, IReadOnlyList<string> Networks) : TargetAction(DisconnectFault.Word, Target, Pick)
{
    /// <inheritdoc/>
    public override string Description => $"{Whom} cut off from {(Networks.Count == 0 ? "all its networks" : string.Join(" and ", Networks))}";

    /// <inheritdoc/>
    public override string UndoDescription => $"connect {Whom} again to {(Networks.Count == 0 ? "its networks" : string.Join(" and ", Networks))} (docker network connect)";
}

/// <summary><c>disconnect: { target: front-1, networks: backend }</c>: a partition. What it sends is lost, nothing reaches it, and open connections hang.</summary>
internal sealed class DisconnectFault : IFault
{
    public const string Word = "disconnect";

    private const string Place = "network:", Ports = "ports";

    public string Kind => Word;

    public string Meaning => "Containers are taken off all their networks, or some: a partition. Their published ports are closed while the first network is gone.";

    public string Needs => "a container that is not on the host's network";

    public string Undoing => "each is connected again with the aliases, links and fixed addresses that it had, and its place is read again";

    public Shape Shape { get; } = Shape.Mapping([.. TargetKeys.All,
        new("networks", Shape.OneOrMore(Shape.Text), "The networks, by their names; all that it is on where left out.")]);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var (target, pick) = (TargetKeys.Target(arguments, settings, needsContainer: true), TargetKeys.Pick(arguments));
        var networks = arguments["networks"]?.OneOrMore()?.Select(network => network.Text()).ToList() ?? [];
        return target is null || pick is null || networks.Contains(null) ? null : new DisconnectAction(target, pick, [.. networks.OfType<string>()]);
    }

    public async Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct)
    {
        var (action, victims) = ((DisconnectAction)fault.Action, new List<Victim>());
        foreach (var victim in await Victims.Of(fault, ground, ct).ConfigureAwait(false))
        {
            var now = await ContainerDriver.Of(ground).Inspect(victim, ct).ConfigureAwait(false) ?? throw ContainerDriver.Gone(victim);
            if (now.HostConfig!.NetworkMode is { } mode && (mode == "host" || mode.StartsWith("container:", StringComparison.Ordinal)))
                throw new FaultException($"{victim.Name} has no network of its own but that of {(mode == "host" ? "its machine" : mode)}, from which it cannot be cut off");
            var on = now.NetworkSettings!.Networks!.Where(network => network.Key != "none").ToList();
            var meant = on.Where(network => action.Networks.Count == 0 || action.Networks.Contains(network.Key)).ToList();
            if (meant.Count == 0 || action.Networks.Except(meant.Select(network => network.Key)).Any())
                throw new FaultException($"{victim.Name} is on {(on.Count == 0 ? "no network" : string.Join(" and ", on.Select(network => network.Key)))}{(action.Networks.Count == 0 ? "" : ", not on all of " + string.Join(" and ", action.Networks))}");
            var before = meant.ToDictionary(network => Place + network.Key, network => NetworkPlace.Of(network.Value, victim.Id).ToText());
            before[Ports] = PortsOf(now);
            victims.Add(victim with { Before = before });
        }
        // Its place on a network is a matter of its own: what is restarted while it is cut off is healthy only when it is connected again.
        return new Undo(fault.Name, Kind, new Dictionary<string, string>(), fault.Action.UndoDescription) { Victims = victims, Layer = "network" };
    }

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => Task.WhenAll(undo.Victims.Select(async victim =>
    {
        foreach (var (name, place) in Places(victim))
        {
            if (await Now(victim, name, place, ground, ct).ConfigureAwait(false) is not null) await Disconnect(victim, place, ground, ct).ConfigureAwait(false);
        }
    }));

    public async Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct)
    {
        foreach (var victim in undo.Victims)
        {
            if ((await ContainerDriver.Of(ground).Inspect(victim, ct).ConfigureAwait(false))?.NetworkSettings?.Networks is not { } now || Places(victim).Any(one => now.ContainsKey(one.Name))) return false;
        }
        return true;
    }

    public async Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct)
    {
        var notes = await Task.WhenAll(undo.Victims.Select(victim => Heal(victim, ground, ct))).ConfigureAwait(false);
        return new Healing(true, string.Join("; ", notes));
    }

    private static async Task<string> Heal(Victim victim, Ground ground, CancellationToken ct)
    {
        var driver = ContainerDriver.Of(ground);
        if (await driver.Inspect(victim, ct).ConfigureAwait(false) is null) return $"{victim.Name} is gone";
        foreach (var (name, place) in Places(victim))
        {
            var now = await Now(victim, name, place, ground, ct).ConfigureAwait(false);
            if (now == place.ToText()) continue;
            if (now is not null) await Disconnect(victim, place, ground, ct).ConfigureAwait(false);
            if (await driver.Engine.Find((docker, token) => docker.Networks.InspectNetworkAsync(place.Id, token), ct).ConfigureAwait(false) is null)
                throw new FaultException($"{victim.Name} cannot be connected again to {name}, which was removed meanwhile");
            await driver.Touch(victim, (docker, token) => docker.Networks.ConnectNetworkAsync(place.Id, new NetworkConnectParameters { Container = victim.Id, EndpointConfig = place.Settings }, token), ct).ConfigureAwait(false);
            if (await Now(victim, name, place, ground, ct).ConfigureAwait(false) is { } after && after != place.ToText())
                throw new FaultException($"{victim.Name} is on {name} as {after}, and was {place.ToText()}");
        }
        // Where no host port was asked for, the engine draws another one.
        var ports = await driver.Inspect(victim, ct).ConfigureAwait(false) is { } healed ? PortsOf(healed) : victim.Before[Ports];
        return $"{victim.Name} is on {string.Join(" and ", Places(victim).Select(one => one.Name))} again{(ports == victim.Before[Ports] || ports.Length == 0 ? "" : $"; its published ports are {ports} now, and were {victim.Before[Ports]}")}";
    }

    private static Task Disconnect(Victim victim, NetworkPlace place, Ground ground, CancellationToken ct) =>
        ContainerDriver.Of(ground).Touch(victim, (docker, token) => docker.Networks.DisconnectNetworkAsync(place.Id, new NetworkDisconnectParameters { Container = victim.Id, Force = true }, token), ct);

    /// <summary>The container's place on a network now, or null: it is not on it. Of one that does not run the engine knows the network by its name only.</summary>
    private static async Task<string?> Now(Victim victim, string network, NetworkPlace place, Ground ground, CancellationToken ct)
    {
        var networks = (await ContainerDriver.Of(ground).Inspect(victim, ct).ConfigureAwait(false))?.NetworkSettings?.Networks;
        if (networks is null || !networks.TryGetValue(network, out var settings)) return null;
        var now = NetworkPlace.Of(settings, victim.Id);
        return (string.IsNullOrEmpty(now.Id) ? now with { Id = place.Id } : now).ToText();
    }

    private static IEnumerable<(string Name, NetworkPlace Place)> Places(Victim victim) =>
        victim.Before.Where(one => one.Key.StartsWith(Place, StringComparison.Ordinal)).Select(one => (one.Key[Place.Length..], NetworkPlace.Parse(one.Value)));

    /// <summary><c>8080/tcp=127.0.0.1:32768</c>, in a stable order.</summary>
    private static string PortsOf(ContainerInspectResponse container) => string.Join(", ", (container.NetworkSettings!.Ports ?? new Dictionary<string, IList<PortBinding>>())
        .SelectMany(port => (port.Value ?? []).Select(binding => $"{port.Key}={binding.HostIP}:{binding.HostPort}")).Order(StringComparer.Ordinal));
}
