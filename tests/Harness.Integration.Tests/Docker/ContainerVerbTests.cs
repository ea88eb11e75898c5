using Docker.DotNet.Models;
using Harness.Docker;
using Harness.Faults;

namespace Harness.Integration.Tests.Docker;

/// <summary>kill, stop, restart and pause on real containers.</summary>
public sealed class ContainerVerbTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public ContainerVerbTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WithRestartAfter_EndsItAtOnce_AndHealingStartsTheSameOneAgain()
    {
        var (id, name) = await docker.Start();
        var (ground, kill) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("kill"));
        var fault = DockerFixture.Planned(new KillAction("target", Pick.All, "KILL", TimeSpan.FromSeconds(1), ByOthers: false));

        var undo = await kill.Prepare(fault, ground, Token);
        await kill.Inject(fault, undo, ground, Token);
        var killed = (await docker.State(id));
        var healing = await kill.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token);

        Assert.False(killed.Running);
        Assert.Equal(137, killed.ExitCode);
        Assert.True(healing.Verified);
        Assert.Contains("runs again", healing.Note, StringComparison.Ordinal);
        Assert.True((await docker.State(id)).Running);
    }

    [Fact]
    public async Task Kill_ByAnotherSignal_SendsThatOneAndItLivesOn()
    {
        var (id, name) = await docker.Start();
        await docker.Has(id, "/tmp/ready");
        var (ground, kill) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("kill"));
        var fault = DockerFixture.Planned(new KillAction("target", Pick.All, "USR1", TimeSpan.Zero, ByOthers: false));

        var undo = await kill.Prepare(fault, ground, Token);
        await kill.Inject(fault, undo, ground, Token);

        await docker.Has(id, "/tmp/usr1");
        Assert.True((await kill.Heal(undo, ground, Token)).Verified);
        Assert.True((await docker.State(id)).Running);
    }

    [Theory, Trait("Safety", "case 7")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_OfOneWhosePolicyRestartsIt_IsFineEitherWay(bool byOthers)
    {
        var (id, name) = await docker.Start(create => create.HostConfig!.RestartPolicy = new RestartPolicy { Name = RestartPolicyKind.Always });
        var (ground, kill) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("kill"));
        var fault = DockerFixture.Planned(new KillAction("target", Pick.All, "KILL", byOthers ? null : TimeSpan.FromSeconds(1), byOthers));

        var undo = await kill.Prepare(fault, ground, Token);
        await kill.Inject(fault, undo, ground, Token);
        var healing = await kill.Heal(undo, ground, Token);

        Assert.True(healing.Verified);
        var now = await docker.Inspect(id);
        Assert.True(now.State!.Running);
        // A crash is what its policy acts on; what the engine is told to kill, it does not start by itself.
        Assert.Equal(byOthers ? 1 : 0, now.RestartCount);
    }

    /// <summary>Between the look and the act another may have let it go on, or stopped it, and the engine refuses: that is no failure.</summary>
    [Fact]
    public async Task Resume_OfOneThatSomebodyResumesAtThatMoment_IsFine()
    {
        var (id, name) = await docker.Start();
        var driver = ContainerDriver.Of(docker.Ground(DockerFixture.Named(name)));
        var victim = Assert.Single(await driver.Find(DockerFixture.Named(name), Token));
        for (var i = 0; i < 5; i++)
        {
            await driver.Pause(victim, Token);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => driver.Resume(victim, Token)));

            Assert.False((await docker.State(id)).Paused);
        }
    }

    [Fact, Trait("Safety", "case 7")]
    public async Task Heal_OfAKilledOneThatSomebodyStartedAlready_LeavesItRunning()
    {
        var (id, name) = await docker.Start();
        var (ground, kill) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("kill"));
        var fault = DockerFixture.Planned(new KillAction("target", Pick.All, "KILL", TimeSpan.FromSeconds(1), ByOthers: false));
        var undo = await kill.Prepare(fault, ground, Token);
        await kill.Inject(fault, undo, ground, Token);
        await docker.Client.Containers.StartContainerAsync(id, new ContainerStartParameters(), Token);
        var started = (await docker.State(id)).StartedAt;

        Assert.True((await kill.Heal(undo, ground, Token)).Verified);
        Assert.True((await kill.Heal(undo, ground, Token)).Verified);
        Assert.Equal(started, (await docker.State(id)).StartedAt);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("restart")]
    public async Task Stop_AsksItToEnd_AndHealingStartsItAgain(string kind)
    {
        var (id, name) = await docker.Start();
        await docker.Has(id, "/tmp/ready");
        var (ground, stop) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind(kind));
        var fault = DockerFixture.Planned(new StopAction(kind, "target", Pick.All, TimeSpan.FromSeconds(20), TimeSpan.Zero, ByOthers: false));

        var undo = await stop.Prepare(fault, ground, Token);
        await stop.Inject(fault, undo, ground, Token);
        Assert.Equal(0, (await docker.State(id)).ExitCode);
        Assert.False((await docker.State(id)).Running);
        Assert.True((await stop.Heal(undo, ground, Token)).Verified);

        Assert.True((await docker.State(id)).Running);
        await docker.Has(id, "/tmp/asked");
    }

    [Fact]
    public async Task Stop_OfOneThatDoesNotListen_KillsItAfterItsPatience()
    {
        var (id, name) = await docker.Start(create => create.Cmd = ["sh", "-c", "trap '' TERM; while true; do sleep 0.05; done"]);
        var (ground, stop) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("stop"));
        var fault = DockerFixture.Planned(new StopAction("stop", "target", Pick.All, TimeSpan.FromSeconds(1), TimeSpan.Zero, ByOthers: false));

        var undo = await stop.Prepare(fault, ground, Token);
        await stop.Inject(fault, undo, ground, Token);

        Assert.Equal(137, (await docker.State(id)).ExitCode);
        Assert.True((await stop.Heal(undo, ground, Token)).Verified);
    }

    [Fact, Trait("Safety", "case 9")]
    public async Task Pause_Nested_IsUndoneToWhatWasBeforeEach()
    {
        var (id, name) = await docker.Start();
        var (ground, pause) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("pause"));
        var fault = DockerFixture.Planned(new PauseAction("target", Pick.All));

        var outer = await pause.Prepare(fault, ground, Token);
        await pause.Inject(fault, outer, ground, Token);
        Assert.True((await docker.State(id)).Paused);
        var inner = await pause.Prepare(fault, ground, Token);
        await pause.Inject(fault, inner, ground, Token);
        await pause.Heal(DockerFixture.FromLedger(inner), docker.Ground(), Token);
        Assert.True((await docker.State(id)).Paused);
        await pause.Heal(DockerFixture.FromLedger(outer), docker.Ground(), Token);

        Assert.False((await docker.State(id)).Paused);
    }
}
