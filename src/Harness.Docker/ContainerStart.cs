using System.Globalization;
using Docker.DotNet;
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
    private const string Prefix = "harness-", NetworkPrefix = "harness-net-", VolumePrefix = "harness-vol-";
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly List<Target> targets = [];
    private readonly Dictionary<string, Task> made = [];
    private readonly Lock gate = new();

    /// <summary>The run's name; on everything as a label.</summary>
    public string Run => scope.Run;

    private string Network => NetworkPrefix + scope.Run;

    private string NameOf(Target target) => $"{Prefix}{scope.Run}-{target.Name}";

    /// <summary>Starts one and waits until it is healthy.</summary>
    public async Task Start(Target target, Launch launch, string root, CancellationToken ct)
    {
        if (await engine.Find((docker, token) => docker.Images.InspectImageAsync(launch.File, token), ct).ConfigureAwait(false) is null)
            throw new FaultException($"{target.Name}: the engine has no image {launch.File}: pull or build it first (docker pull {launch.File})");
        await Once(Network, docker => docker.Networks.CreateNetworkAsync(new NetworksCreateParameters { Name = Network, Labels = Labelled() }, ct), ct).ConfigureAwait(false);
        foreach (var volume in target.Container!.Mounts.Select(VolumeOf).OfType<string>())
            await Once(volume, docker => docker.Volumes.CreateAsync(new VolumesCreateParameters { Name = volume, Labels = Labelled() }, ct), ct).ConfigureAwait(false);
        var name = NameOf(target);
        scope.Ledger.Write(new ResourceCreating(ContainerDriver.Word, name, target.Name));
        lock (gate) targets.Add(target);
        await engine.Ask((docker, token) => docker.Containers.CreateContainerAsync(Of(target, launch, root, name), token), ct).ConfigureAwait(false);
        await engine.Ask((docker, token) => docker.Containers.StartContainerAsync(name, new ContainerStartParameters(), token), ct).ConfigureAwait(false);
        if (launch.Health is not { } url) return;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A long question, not one after another: the engine answers when it has ended.
        var ending = engine.Follow((docker, token) => docker.Containers.WaitContainerAsync(name, token), over.Token);
        try
        {
            await Health.Wait(target.Name, url, () => ending is { IsCompletedSuccessfully: true, Result: var ended } ? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {ended.StatusCode}") : null, launch.Tls, time, ct).ConfigureAwait(false);
        }
        catch (FaultException e)
        {
            throw new FaultException(e.Message + await Tail(name, ct).ConfigureAwait(false));
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await ((Task)ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private CreateContainerParameters Of(Target target, Launch launch, string root, string name)
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
            Labels = Labelled(target.Name),
            ExposedPorts = new Dictionary<string, EmptyStruct> { [port] = default },
            HostConfig = new HostConfig
            {
                PortBindings = new Dictionary<string, IList<PortBinding>> { [port] = [new PortBinding { HostIP = "127.0.0.1", HostPort = target.Url!.Port.ToString(CultureInfo.InvariantCulture) }] },
                Binds = [.. container.Mounts.Select(mount => (VolumeOf(mount) ?? Path.GetFullPath(Path.Combine(root, mount.Split(':')[0]))) + mount[mount.IndexOf(':', StringComparison.Ordinal)..])],
                NanoCPUs = (long)((container.Cpus ?? 0) * 1e9),
                Memory = container.MemoryBytes ?? 0,
            },
            NetworkingConfig = new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings> { [Network] = new() { Aliases = [target.Name] } } },
        };
    }

    private Dictionary<string, string> Labelled(string? target = null)
    {
        var labels = new Dictionary<string, string> { [Labels.Run] = scope.Run };
        if (target is not null) labels[Labels.Target] = target;
        return labels;
    }

    /// <summary>As in Compose: a source without a slash is no path but a volume; here one of the run, shared by those of its containers that name it.</summary>
    private string? VolumeOf(string mount) => mount.Split(':')[0] is var source && source.Contains('/', StringComparison.Ordinal) ? null : $"{VolumePrefix}{scope.Run}-{source}";

    /// <summary>What several targets share is made with the first of them.</summary>
    private Task Once(string name, Func<DockerClient, Task> create, CancellationToken ct)
    {
        lock (gate) return made.TryGetValue(name, out var creating) ? creating : made[name] = Create();

        async Task Create()
        {
            scope.Ledger.Write(new ResourceCreating(ContainerDriver.Word, name, null));
            await engine.Ask((docker, _) => create(docker), ct).ConfigureAwait(false);
        }
    }

    /// <summary>Ends and removes all; the logs go to the run's folder first.</summary>
    public async Task<IReadOnlyList<string>> EndAll(ContainerDriver driver)
    {
        List<Target> all;
        List<string> shared;
        lock (gate) (all, shared) = ([.. targets], [.. made.Keys.Reverse()]);
        var left = await Task.WhenAll(all.Select(async target =>
        {
            var name = NameOf(target);
            try
            {
                await driver.Stop(new Victim(ContainerDriver.Word, name, name), EndPatience, CancellationToken.None).ConfigureAwait(false);
                await Save(name, target.Name).ConfigureAwait(false);
            }
            catch (FaultException)
            {
                // It does not end, or is gone: it is removed all the same.
            }
            return await Gone(name).ConfigureAwait(false);
        })).ConfigureAwait(false);
        var more = new List<string?>();
        foreach (var name in shared) more.Add(await Gone(name).ConfigureAwait(false));
        return [.. left.Concat(more).OfType<string>()];
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
            return $"{e.Message}: do this by hand: docker {(Is(name, NetworkPrefix) ? "network rm" : Is(name, VolumePrefix) ? "volume rm" : "rm -f")} {name}";
        }
    }

    private static bool Is(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Removes a container, a network or a volume by the name in the ledger; one that is not there is as good.</summary>
    public static async Task<string> Remove(Engine engine, string name, CancellationToken ct)
    {
        var what = Is(name, NetworkPrefix) ? "network" : Is(name, VolumePrefix) ? "volume" : "container";
        var was = await engine.Find(async (docker, token) =>
        {
            if (what == "network") await docker.Networks.DeleteNetworkAsync(name, token).ConfigureAwait(false);
            else if (what == "volume") await docker.Volumes.RemoveAsync(name, force: false, token).ConfigureAwait(false);
            else await docker.Containers.RemoveContainerAsync(name, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token).ConfigureAwait(false);
            return name;
        }, ct).ConfigureAwait(false);
        return $"the {what} {name} {(was is null ? "is gone" : "was removed")}";
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
