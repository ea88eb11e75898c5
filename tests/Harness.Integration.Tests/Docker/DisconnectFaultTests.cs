using Docker.DotNet.Models;
using Harness.Docker;
using Harness.Faults;

namespace Harness.Integration.Tests.Docker;

/// <summary>Partitions: who cannot be reached, and that all of a place on a network comes back.</summary>
public sealed class DisconnectFaultTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public DisconnectFaultTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private readonly IFault disconnect = DockerFixture.Kind("disconnect");

    private async Task<bool> Reaches(string from, string host) => (await docker.Inside(from, "sh", "-c", $"echo | nc -w 1 {host} 80 && echo yes")).Trim().EndsWith("yes", StringComparison.Ordinal);

    private Task<(string Id, string Name)> Server(string network, string? address = null, Action<CreateContainerParameters>? change = null) => docker.Start(create =>
    {
        create.Cmd = ["httpd", "-f", "-p", "80"];
        create.NetworkingConfig = new NetworkingConfig { EndpointsConfig = new Dictionary<string, EndpointSettings> { [network] = new() { Aliases = ["web", "www"], IPAMConfig = new EndpointIPAMConfig { IPv4Address = address ?? "" } } } };
        create.HostConfig!.NetworkMode = network;
        change?.Invoke(create);
    });

    [Fact]
    public async Task Disconnect_FromAll_CutsItOff_AndPutsBackAliasesAddressAndPorts()
    {
        var network = await docker.Network("10.213.77.0/24");
        var other = await docker.Network();
        var port = FreePort.Take();
        var (id, name) = await Server(network, "10.213.77.9", create =>
        {
            create.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
            create.HostConfig!.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1", HostPort = $"{port}" }] };
        });
        await docker.Client.Networks.ConnectNetworkAsync(other, new NetworkConnectParameters { Container = id, EndpointConfig = new EndpointSettings { Aliases = ["second"] } }, Token);
        var (peer, _) = await docker.Start(create => create.HostConfig!.NetworkMode = network);
        await Poll.UntilAsync("the server answers", TimeSpan.FromSeconds(20), () => Reaches(peer, "web"), Token);
        var (ground, fault) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Planned(new DisconnectAction("target", Pick.All, [])));

        var undo = await disconnect.Prepare(fault, ground, Token);
        await disconnect.Inject(fault, undo, ground, Token);
        Assert.Empty((await docker.Networks(id)).Networks!);
        Assert.False(await Reaches(peer, "10.213.77.9"));
        Assert.True(await disconnect.IsThere(undo, ground, Token));
        var healing = await disconnect.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token);

        Assert.True(healing.Verified);
        Assert.Equal($"{name} is on {string.Join(" and ", new[] { network, other }.Order(StringComparer.Ordinal))} again", healing.Note);
        foreach (var alias in (string[])["web", "www", "10.213.77.9"]) Assert.True(await Reaches(peer, alias), alias);
        var now = (await docker.Networks(id));
        Assert.Equal("10.213.77.9", now.Networks![network].IPAddress);
        Assert.Contains("second", now.Networks![other].Aliases);
        Assert.Equal($"{port}", now.Ports!["80/tcp"][0].HostPort);
    }

    [Fact]
    public async Task Disconnect_FromOne_LeavesTheOthers_AndWhatSomebodyConnectedMeanwhileIsSetRight()
    {
        var (near, far) = (await docker.Network(), await docker.Network());
        var (id, name) = await Server(near);
        await docker.Client.Networks.ConnectNetworkAsync(far, new NetworkConnectParameters { Container = id }, Token);
        var (peer, _) = await docker.Start(create => create.HostConfig!.NetworkMode = far);
        var (ground, fault) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Planned(new DisconnectAction("target", Pick.All, [near])));

        var undo = await disconnect.Prepare(fault, ground, Token);
        await disconnect.Inject(fault, undo, ground, Token);
        Assert.Equal([far], (await docker.Networks(id)).Networks!.Keys);
        Assert.True(await Reaches(peer, name));
        await docker.Client.Networks.ConnectNetworkAsync(near, new NetworkConnectParameters { Container = id }, Token);
        Assert.False(await disconnect.IsThere(undo, ground, Token));
        Assert.True((await disconnect.Heal(undo, ground, Token)).Verified);

        Assert.Empty(((string[])["web", "www"]).Except((await docker.Networks(id)).Networks![near].Aliases));
    }

    [Fact]
    public async Task Heal_WhereTheEngineDrawsAnotherPort_SaysSo()
    {
        var (id, name) = await docker.Start(create =>
        {
            create.ExposedPorts = new Dictionary<string, EmptyStruct> { ["80/tcp"] = default };
            create.HostConfig!.PortBindings = new Dictionary<string, IList<PortBinding>> { ["80/tcp"] = [new PortBinding { HostIP = "127.0.0.1" }] };
        });
        var was = (await docker.Networks(id)).Ports!["80/tcp"][0].HostPort;
        var (ground, fault) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Planned(new DisconnectAction("target", Pick.All, [])));
        var undo = await disconnect.Prepare(fault, ground, Token);
        await disconnect.Inject(fault, undo, ground, Token);

        var healing = await disconnect.Heal(undo, ground, Token);

        var now = (await docker.Networks(id)).Ports!["80/tcp"][0].HostPort;
        Assert.Equal(now == was ? $"{name} is on bridge again" : $"{name} is on bridge again; its published ports are 80/tcp=127.0.0.1:{now} now, and were 80/tcp=127.0.0.1:{was}", healing.Note);
    }

    /// <summary>It need not run: what is stopped and started again in a partition comes up in its place.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Heal_OfOneThatWasStoppedMeanwhile_PutsItBackBeforeItRunsAgain(bool paused)
    {
        var network = await docker.Network();
        var (id, name) = await Server(network);
        var (peer, _) = await docker.Start(create => create.HostConfig!.NetworkMode = network);
        var (ground, fault) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Planned(new DisconnectAction("target", Pick.All, [])));
        var undo = await disconnect.Prepare(fault, ground, Token);
        await disconnect.Inject(fault, undo, ground, Token);
        if (paused) await docker.Client.Containers.PauseContainerAsync(id, Token);
        else await docker.Client.Containers.KillContainerAsync(id, new ContainerKillParameters(), Token);

        Assert.True((await disconnect.Heal(undo, ground, Token)).Verified);

        if (paused) await docker.Client.Containers.UnpauseContainerAsync(id, Token);
        else await docker.Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token);
        await Poll.UntilAsync("the server answers", TimeSpan.FromSeconds(20), () => Reaches(peer, "www"), Token);
        Assert.True((await disconnect.Heal(undo, ground, Token)).Verified);
    }

    [Fact]
    public async Task Heal_WhereTheNetworkIsGone_SaysSo()
    {
        var network = await docker.Network();
        var (_, name) = await docker.Start(create => create.HostConfig!.NetworkMode = network);
        var (ground, fault) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Planned(new DisconnectAction("target", Pick.All, [])));
        var undo = await disconnect.Prepare(fault, ground, Token);
        await disconnect.Inject(fault, undo, ground, Token);
        await docker.Client.Networks.DeleteNetworkAsync(network, Token);

        Assert.Equal($"{name} cannot be connected again to {network}, which was removed meanwhile", (await Assert.ThrowsAsync<FaultException>(() => disconnect.Heal(undo, ground, Token))).Message);
    }

    [Fact]
    public async Task Prepare_WhereThereIsNothingToCut_SaysWhy()
    {
        var (_, onHost) = await docker.Start(create => create.HostConfig!.NetworkMode = "host");
        var (_, onBridge) = await docker.Start();
        async Task<string> Problem(string name, params string[] networks) =>
            (await Assert.ThrowsAsync<FaultException>(() => disconnect.Prepare(DockerFixture.Planned(new DisconnectAction("target", Pick.All, networks)), docker.Ground(DockerFixture.Named(name)), Token))).Message;

        Assert.Equal($"{onHost} has no network of its own but that of its machine, from which it cannot be cut off", await Problem(onHost));
        Assert.Equal($"{onBridge} is on bridge, not on all of backend", await Problem(onBridge, "backend"));
    }
}
