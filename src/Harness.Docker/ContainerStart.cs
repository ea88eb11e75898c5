using System.Globalization;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Plans;
using Health = Harness.Faults.Health;

namespace Harness.Docker;

/// <summary>
/// What a run starts in containers: one each, on a network of the run's own where each answers to its target's name, its port published on
/// 127.0.0.1 only. Everything is labelled, and in the ledger before it is created.
/// </summary>
internal sealed class ContainerStart(Engine engine, RunScope scope, TimeProvider time)
{
    private const string Prefix = "harness-", NetworkPrefix = "harness-net-";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly List<(string Id, Target Target)> containers = [];
    private readonly Lock gate = new();
    private Task<string>? network;

    /// <summary>Starts one and waits until it is healthy.</summary>
    public async Task Start(Target target, Launch launch, string root, CancellationToken ct)
    {
        var inside = await Network(ct).ConfigureAwait(false);
        if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(launch.File, token), ct).ConfigureAwait(false) is null)
            throw new FaultException($"{target.Name}: the engine has no image {launch.File}: pull or build it first (docker pull {launch.File})");
        var name = $"{Prefix}{scope.Run}-{target.Name}";
        scope.Ledger.Write(new ResourceCreating(ContainerDriver.Word, name, target.Name));
        var created = await engine.Ask((docker, token) => docker.Containers.CreateContainerAsync(Of(target, launch, root, name, inside), token), ct).ConfigureAwait(false);
        lock (containers) containers.Add((created.ID, target));
        await engine.Ask((docker, token) => docker.Containers.StartContainerAsync(created.ID, new ContainerStartParameters(), token), ct).ConfigureAwait(false);
        if (launch.Health is not { } url) return;
        try
        {
            await Health.Wait(target.Name, url, () => null, time, ct).ConfigureAwait(false);
        }
        catch (FaultException e)
        {
            throw new FaultException(e.Message + await Tail(created.ID, ct).ConfigureAwait(false));
        }
    }

    private CreateContainerParameters Of(Target target, Launch launch, string root, string name, string network)
    {
        var container = target.Container!;
        var port = container.Port.ToString(CultureInfo.InvariantCulture) + "/tcp";
        var environment = new Dictionary<string, string>(launch.Environment);
        environment.TryAdd("ASPNETCORE_URLS", string.Create(CultureInfo.InvariantCulture, $"http://+:{container.Port}"));
        return new CreateContainerParameters
        {
            Name = name,
            Image = launch.File,
            Cmd = [.. launch.Arguments],
            Env = [.. environment.Select(variable => $"{variable.Key}={variable.Value}")],
            Labels = new Dictionary<string, string> { [Labels.Run] = scope.Run, [Labels.Target] = target.Name },
            ExposedPorts = new Dictionary<string, EmptyStruct> { [port] = default },
            HostConfig = new HostConfig
            {
                PortBindings = new Dictionary<string, IList<PortBinding>> { [port] = [new PortBinding { HostIP = "127.0.0.1", HostPort = target.Url!.Port.ToString(CultureInfo.InvariantCulture) }] },
                Binds = [.. container.Mounts.Select(mount => Path.GetFullPath(Path.Combine(root, mount.Split(':')[0])) + mount[mount.IndexOf(':', StringComparison.Ordinal)..])],
                NanoCPUs = (long)((container.Cpus ?? 0) * 1e9),
                Memory = container.MemoryBytes ?? 0,
            },
            NetworkingConfig = new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings> { [network] = new() { Aliases = [target.Name] } } },
        };
    }

    /// <summary>The network of the run, made with the first container.</summary>
    private Task<string> Network(CancellationToken ct)
    {
        lock (gate) return network ??= CreateNetwork(NetworkPrefix + scope.Run, ct);
    }

    private async Task<string> CreateNetwork(string name, CancellationToken ct)
    {
        scope.Ledger.Write(new ResourceCreating(ContainerDriver.Word, name, null));
        await engine.Ask((docker, token) => docker.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = name, Labels = new Dictionary<string, string> { [Labels.Run] = scope.Run } }, token), ct).ConfigureAwait(false);
        return name;
    }

    /// <summary>Ends and removes all; the logs go to the run's folder first.</summary>
    public async Task<IReadOnlyList<string>> EndAll(ContainerDriver driver)
    {
        List<(string Id, Target Target)> all;
        lock (containers) all = [.. containers];
        var left = await Task.WhenAll(all.Select(async one =>
        {
            var name = $"{Prefix}{scope.Run}-{one.Target.Name}";
            try
            {
                await driver.Stop(new Victim(ContainerDriver.Word, name, one.Id), EndPatience, CancellationToken.None).ConfigureAwait(false);
                await Save(one.Id, one.Target.Name).ConfigureAwait(false);
            }
            catch (FaultException)
            {
                // It does not end, or is gone: it is removed all the same.
            }
            return await Gone(name).ConfigureAwait(false);
        })).ConfigureAwait(false);
        var ofNetwork = network is null ? null : await Gone(NetworkPrefix + scope.Run).ConfigureAwait(false);
        return [.. left.Append(ofNetwork).OfType<string>()];
    }

    private async Task<string?> Gone(string name)
    {
        try
        {
            await Remove(engine, name, CancellationToken.None).ConfigureAwait(false);
            scope.Note(new ResourceRemoved(ContainerDriver.Word, name));
            return null;
        }
        catch (FaultException e)
        {
            return $"{e.Message}: do this by hand: docker {(name.StartsWith(NetworkPrefix, StringComparison.Ordinal) ? "network rm" : "rm -f")} {name}";
        }
    }

    /// <summary>Removes a container or a network by the name in the ledger; one that is not there is as good.</summary>
    public static async Task<string> Remove(Engine engine, string name, CancellationToken ct)
    {
        var isNetwork = name.StartsWith(NetworkPrefix, StringComparison.Ordinal);
        var was = await engine.Find(async (docker, token) =>
        {
            if (isNetwork) await docker.Networks.DeleteNetworkAsync(name, token).ConfigureAwait(false);
            else await docker.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token).ConfigureAwait(false);
            return name;
        }, ct).ConfigureAwait(false);
        return $"the {(isNetwork ? "network" : "container")} {name} {(was is null ? "is gone" : "was removed")}";
    }

    private async Task Save(string id, string target)
    {
        try
        {
            await File.WriteAllTextAsync(Path.Combine(scope.Logs, target + ".log"), await Log(id, 5_000, CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // A full disk must not keep a container from being removed.
        }
    }

    private async Task<string> Tail(string id, CancellationToken ct)
    {
        var lines = (await Log(id, 5, ct).ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0 ? "" : "; it wrote: " + string.Join(" | ", lines);
    }

    private async Task<string> Log(string id, int lines, CancellationToken ct)
    {
        var text = await engine.Ask(async (docker, token) =>
        {
            using var stream = await docker.Containers.GetContainerLogsAsync(id, new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = lines.ToString(CultureInfo.InvariantCulture) }, token).ConfigureAwait(false);
            var (output, errors) = await stream.ReadOutputToEndAsync(token).ConfigureAwait(false);
            return output + errors;
        }, ct).ConfigureAwait(false);
        return text;
    }
}
