using System.Diagnostics;
using Harness.Faults;

namespace Harness.Integration.Tests.Docker;

/// <summary>The engine goes away between injecting and healing.</summary>
public sealed class EngineAwayTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public EngineAwayTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Safety", "case 3")]
    public async Task Heal_WhileTheEngineIsAwayForTenSeconds_WaitsAndHeals()
    {
        await using var relay = new Relay();
        var (id, name) = await docker.Start();
        var (ground, pause) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("pause"));
        var fault = DockerFixture.Planned(new PauseAction("target", Pick.All));
        var undo = await pause.Prepare(fault, ground, Token);
        await pause.Inject(fault, undo, ground, Token);

        relay.Close();
        var away = Stopwatch.GetTimestamp();
        var healing = pause.Heal(undo, ground, Token);
        await Task.Delay(TimeSpan.FromSeconds(10), Token);
        Assert.False(healing.IsCompleted);
        Assert.True((await docker.State(id)).Paused);
        relay.Open();

        Assert.True((await healing).Verified);
        Assert.InRange(Stopwatch.GetElapsedTime(away), TimeSpan.FromSeconds(9.9), TimeSpan.FromSeconds(20));
        Assert.False((await docker.State(id)).Paused);
    }

    [Fact, Trait("Safety", "case 3")]
    public async Task Heal_WhileTheEngineStaysAway_SaysSoInTime_AndALaterOneHeals()
    {
        await using var relay = new Relay();
        var (id, name) = await docker.Start();
        var (ground, pause) = (docker.Ground(DockerFixture.Named(name)), DockerFixture.Kind("pause"));
        var fault = DockerFixture.Planned(new PauseAction("target", Pick.All));
        var undo = await pause.Prepare(fault, ground, Token);
        await pause.Inject(fault, undo, ground, Token);

        relay.Close();
        var away = Stopwatch.GetTimestamp();
        var problem = await Assert.ThrowsAsync<FaultException>(() => pause.Heal(undo, ground, Token));

        Assert.StartsWith("the Docker engine does not answer: ", problem.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(away), TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(35));
        relay.Open();
        Assert.True((await pause.Heal(DockerFixture.FromLedger(undo), docker.Ground(), Token)).Verified);
        Assert.False((await docker.State(id)).Paused);
    }
}
