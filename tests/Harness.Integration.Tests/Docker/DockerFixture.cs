using System.Formats.Tar;
using System.Text.Json;
using Docker.DotNet;
using Docker.DotNet.Models;
using Harness.Cli;
using Harness.Faults;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Integration.Tests.Docker;

/// <summary>
/// The engine of this machine, with a tiny image of busybox and whatever containers and networks a test class makes; all carry one label, and are
/// removed at its end.
/// </summary>
public sealed class DockerFixture : IAsyncLifetime
{
    private const string Label = "harness.test";
    private const string Busybox = "/bin/busybox";

    private readonly DockerClient client = new DockerClientBuilder().WithTimeout(TimeSpan.FromSeconds(60)).Build();
    private readonly List<IDriver> drivers = [];
    private int count;

    /// <summary>What the names of this class begin with.</summary>
    public string Prefix { get; } = "ht-" + Guid.NewGuid().ToString("N")[..8];

    public DockerClient Client => client;

    public string Image => $"{Prefix}/busybox:1";

    private bool IsThere { get; set; }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await client.System.PingAsync().WaitAsync(TimeSpan.FromSeconds(5));
            IsThere = File.Exists(Busybox);
        }
        catch (Exception e) when (e is HttpRequestException or System.Net.Sockets.SocketException or IOException or TimeoutException)
        {
            return;
        }
        if (IsThere) await Import();
    }

    /// <summary>Skips where there is nothing to test with and nobody could change that; where root could, it is a failure.</summary>
    public void Require()
    {
        if (IsThere) return;
        Assert.False(Environment.IsPrivilegedProcess, "no Docker engine answers, or there is no /bin/busybox (busybox-static): tests/run.sh installs and starts both");
        Assert.Skip("no Docker engine answers, or there is no /bin/busybox, and this is not root who could start one");
    }

    private async Task Import()
    {
        var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            const UnixFileMode all = (UnixFileMode)0b111_111_111;
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = all | UnixFileMode.StickyBit });
            await using var program = File.OpenRead(Busybox);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = all, DataStream = program });
            foreach (var name in (string[])["sh", "sleep", "df", "dd", "head", "tail", "rm", "cat", "ls", "nc", "httpd", "wget", "touch", "true", "false", "ping"])
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{name}") { LinkName = "busybox" });
        }
        archive.Position = 0;
        await client.Images.CreateImageAsync(new ImagesCreateParameters { FromSrc = "-", Repo = $"{Prefix}/busybox", Tag = "1", Changes = [$"LABEL {Label}={Prefix}"] }, archive, null, new Progress<JSONMessage>());
    }

    /// <summary>Starts a container that waits, ends at SIGTERM and notes SIGUSR1 and SIGTERM in /tmp; with the opt-in label unless changed.</summary>
    /// <returns>Its id and its name.</returns>
    public async Task<(string Id, string Name)> Start(Action<CreateContainerParameters>? change = null)
    {
        var parameters = new CreateContainerParameters
        {
            Name = $"{Prefix}-{Interlocked.Increment(ref count)}",
            Image = Image,
            Cmd = ["sh", "-c", "trap 'touch /tmp/asked; exit 0' TERM; trap 'touch /tmp/usr1' USR1; touch /tmp/ready; while true; do sleep 0.05; done"],
            Labels = new Dictionary<string, string> { [Label] = Prefix, ["harness.chaos"] = "allow" },
            HostConfig = new HostConfig(),
        };
        change?.Invoke(parameters);
        var id = (await client.Containers.CreateContainerAsync(parameters)).ID;
        await client.Containers.StartContainerAsync(id, new ContainerStartParameters());
        return (id, parameters.Name);
    }

    /// <summary>Makes a network.</summary>
    public async Task<string> Network(string? subnet = null)
    {
        var name = $"{Prefix}-n{Interlocked.Increment(ref count)}";
        await client.Networks.CreateNetworkAsync(new NetworksCreateParameters
        {
            Name = name,
            Labels = new Dictionary<string, string> { [Label] = Prefix },
            IPAM = subnet is null ? new IPAM() : new IPAM { Config = [new IPAMConfig { Subnet = subnet }] },
        });
        return name;
    }

    public Task<ContainerInspectResponse> Inspect(string id) => client.Containers.InspectContainerAsync(id);

    public async Task<State> State(string id) => (await Inspect(id)).State!;

    public async Task<NetworkSettings> Networks(string id) => (await Inspect(id)).NetworkSettings!;

    public Task Remove(string id) => client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true });

    /// <summary>A target that means one container by its name.</summary>
    public static Target Named(string name) => new() { Name = "target", Container = new TargetContainer { Name = name } };

    /// <summary>What faults stand on, as a process has it that is new: nothing is known but harness.json.</summary>
    public Ground Ground(params Target[] targets)
    {
        var all = KnownKinds.All.DriversFor(Path.GetTempPath());
        drivers.AddRange(all);
        return new Ground(new EmbeddedProxies(new ProxySet(TimeProvider.System, 1)), all, new Settings { Root = Path.GetTempPath(), Targets = targets.ToDictionary(target => target.Name) }, 1, TimeProvider.System);
    }

    public static IFault Kind(string word) => KnownKinds.All.Faults.Single(kind => kind.Kind == word);

    public static PlannedFault Planned(FaultAction action, TimeSpan? length = null) => new() { Name = "f", Letter = "A", At = TimeSpan.Zero, For = length, Action = action };

    /// <summary>An undo as the next process reads it from a ledger.</summary>
    public static Undo FromLedger(Undo undo)
    {
        var line = JsonSerializer.Serialize<LedgerEntry>(new FaultInjecting(undo, DateTimeOffset.UnixEpoch, null), LedgerJson.Default.LedgerEntry);
        return ((FaultInjecting)JsonSerializer.Deserialize(line, LedgerJson.Default.LedgerEntry)!).Undo;
    }

    /// <summary>Runs a command inside and gives what it wrote.</summary>
    public async Task<string> Inside(string id, params string[] command)
    {
        var exec = await client.Exec.CreateContainerExecAsync(id, new ContainerExecCreateParameters { Cmd = command, AttachStdout = true, AttachStderr = true });
        using var stream = await client.Exec.StartContainerExecAsync(exec.ID, new ContainerExecStartParameters());
        var (output, errors) = await stream.ReadOutputToEndAsync(TestContext.Current.CancellationToken);
        return output + errors;
    }

    /// <summary>Waits until a file is there inside.</summary>
    public Task Has(string id, string file) => Poll.UntilAsync($"{file} is there", TimeSpan.FromSeconds(20), async () => (await Inside(id, "ls", file)).Trim() == file, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var driver in drivers) await driver.DisposeAsync();
        if (IsThere)
        {
            var mine = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"{Label}={Prefix}"] = true } };
            foreach (var container in await client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = mine })) await Remove(container.ID);
            foreach (var network in await client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = mine })) await client.Networks.DeleteNetworkAsync(network.ID);
            await client.Images.DeleteImageAsync(Image, new ImageDeleteParameters { Force = true });
        }
        client.Dispose();
    }
}
