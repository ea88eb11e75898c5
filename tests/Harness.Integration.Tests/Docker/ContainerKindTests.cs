using Harness.Docker;
using Harness.Faults;
using Harness.Plans;

namespace Harness.Integration.Tests.Docker;

/// <summary>The contract of every kind of fault that containers know, and the ways in which a container gets lost.</summary>
public sealed class ContainerKindTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public ContainerKindTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["kill", "stop", "restart", "pause", "limit", "disconnect", "exec", "fill-disk", "stress"];

    private static PlannedFault Fault(string kind) => DockerFixture.Planned(kind switch
    {
        "kill" => new KillAction("target", Pick.All, "KILL", TimeSpan.FromSeconds(1), ByOthers: false),
        "stop" or "restart" => new StopAction(kind, "target", Pick.All, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), ByOthers: false),
        "pause" => new PauseAction("target", Pick.All),
        "limit" => new LimitAction("target", Pick.All, 0.5, 64_000_000),
        "disconnect" => new DisconnectAction("target", Pick.All, []),
        "exec" => new ExecAction("target", Pick.All, ["touch", "/tmp/x"], ["rm", "-f", "/tmp/x"], TimeSpan.FromSeconds(10), [0]),
        "fill-disk" => new FillDiskAction("target", Pick.All, "/tmp", 2_000_000),
        _ => new StressAction("target", Pick.All, 1, null, null, null),
    }, TimeSpan.FromSeconds(2));

    [Fact]
    public void Kinds_AreAllThatContainersKnow() =>
        Assert.Equal(Harness.Cli.KnownKinds.All.Faults.Select(kind => kind.Kind).Where(kind => kind is not ("latency" or "reset")).Intersect(Kinds.Select(row => row.Data)).Order(), Kinds.Select(row => row.Data).Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Heal_WithoutInjecting_AndTwice_FromTheLedgerAlone_ChangesNothing(string word)
    {
        var (id, name) = await docker.Start();
        var kind = DockerFixture.Kind(word);
        var before = await Seen(id);

        var undo = DockerFixture.FromLedger(await kind.Prepare(Fault(word), docker.Ground(DockerFixture.Named(name)), Token));
        Assert.True((await kind.Heal(undo, docker.Ground(), Token)).Verified);
        Assert.True((await kind.Heal(undo, docker.Ground(), Token)).Verified);

        Assert.Equal(before, await Seen(id));
    }

    /// <summary>Everything that a fault could have changed.</summary>
    private async Task<string> Seen(string id)
    {
        var (state, network, host) = (await docker.State(id), (await docker.Networks(id)).Networks!["bridge"], (await docker.Inspect(id)).HostConfig!);
        return $"{state.Status} {state.Pid} {state.StartedAt}; {network.EndpointID}; {host.NanoCPUs} {host.CPUQuota} {host.CPUPeriod} {host.Memory} {host.MemorySwap}";
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Heal_Twice_AfterInjecting_IsAsGoodAsOnce(string word)
    {
        var (id, name) = await docker.Start();
        var (kind, ground) = (DockerFixture.Kind(word), docker.Ground(DockerFixture.Named(name)));

        var undo = await kind.Prepare(Fault(word), ground, Token);
        await kind.Inject(Fault(word), undo, ground, Token);
        Assert.True((await kind.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token)).Verified);
        Assert.True((await kind.Heal(undo, ground, Token)).Verified);

        Assert.True(await docker.State(id) is { Running: true, Paused: false });
        Assert.Equal("/tmp/ready", (await docker.Inside(id, "sh", "-c", "ls -d /tmp/*")).ReplaceLineEndings(" ").Replace("/tmp/asked", "", StringComparison.Ordinal).Trim());
    }

    [Theory, Trait("Safety", "case 5")]
    [MemberData(nameof(Kinds))]
    public async Task Container_ThatVanishedBeforeTheFault_CannotBeBroken(string word)
    {
        var (id, name) = await docker.Start();
        await docker.Remove(id);

        var problem = await Assert.ThrowsAsync<FaultException>(() => DockerFixture.Kind(word).Prepare(Fault(word), docker.Ground(DockerFixture.Named(name)), Token));

        Assert.Equal($"target matches nothing that runs: there is nothing to {word}", problem.Message);
    }

    [Theory, Trait("Safety", "case 5")]
    [MemberData(nameof(Kinds))]
    public async Task Container_ThatVanishedInTheMoment_IsSaid_AndHealed(string word)
    {
        var (id, name) = await docker.Start();
        var (kind, ground) = (DockerFixture.Kind(word), docker.Ground(DockerFixture.Named(name)));
        var undo = await kind.Prepare(Fault(word), ground, Token);
        await docker.Remove(id);

        // Its place on a network went with it: there is nothing to take away, and nothing is missing either.
        if (word == "disconnect") await kind.Inject(Fault(word), undo, ground, Token);
        else Assert.Contains($"the container {name} ({id[..12]}) is gone", (await Assert.ThrowsAsync<FaultException>(() => kind.Inject(Fault(word), undo, ground, Token))).Message, StringComparison.Ordinal);

        Assert.True((await kind.Heal(undo, ground, Token)).Verified);
    }

    [Theory, Trait("Safety", "case 6")]
    [MemberData(nameof(Kinds))]
    public async Task Newcomer_WithTheSameName_IsLeftAlone(string word)
    {
        var (id, name) = await docker.Start();
        var (kind, ground) = (DockerFixture.Kind(word), docker.Ground(DockerFixture.Named(name)));
        var undo = await kind.Prepare(Fault(word), ground, Token);
        await kind.Inject(Fault(word), undo, ground, Token);
        await docker.Remove(id);
        var newcomer = await docker.Start(create => create.Name = name);
        await docker.Has(newcomer.Id, "/tmp/ready");
        await docker.Inside(newcomer.Id, "touch", "/tmp/x");
        await docker.Client.Containers.PauseContainerAsync(newcomer.Id, Token);

        var healing = await kind.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token);

        Assert.True(healing.Verified);
        Assert.True((await docker.State(newcomer.Id)).Paused);
        await docker.Client.Containers.UnpauseContainerAsync(newcomer.Id, Token);
        await docker.Has(newcomer.Id, "/tmp/x");
    }
}
