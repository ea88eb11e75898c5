using Harness.Faults;
using Harness.Plans;

namespace Harness.Integration.Tests.Docker;

/// <summary>Which containers a target means, and which of them may be touched.</summary>
public sealed class ContainerSelectionTests : IClassFixture<DockerFixture>
{
    private readonly DockerFixture docker;

    public ContainerSelectionTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<IReadOnlyList<string>> Hit(TargetContainer container, Pick? pick = null, double maxShare = 1)
    {
        var ground = docker.Ground(new Target { Name = "target", Container = container });
        ground = ground with { Settings = ground.Settings with { Safety = new Safety { MaxShare = maxShare } } };
        var undo = await DockerFixture.Kind("pause").Prepare(DockerFixture.Planned(new PauseAction("target", pick ?? Pick.All)), ground, Token);
        return [.. undo.Victims.Select(victim => victim.Id)];
    }

    private Task<(string Id, string Name)> Labelled(params string[] labels) => docker.Start(create =>
    {
        foreach (var label in labels) create.Labels![label.Split('=')[0]] = label.Split('=')[1];
    });

    [Fact]
    public async Task Name_MeansThatOneAlone()
    {
        var (id, name) = await docker.Start();
        await docker.Start(create => create.Name = name + "-longer");

        Assert.Equal([id], await Hit(new TargetContainer { Name = name }));
    }

    [Fact]
    public async Task Labels_AllOfThem_WithoutTheExcludedAndTheStopped_InOrderOfTheirNames()
    {
        var tier = $"{docker.Prefix}.tier";
        var one = await Labelled($"{tier}=web", "zone=a");
        var two = await Labelled($"{tier}=web", "zone=b");
        await Labelled($"{tier}=web", "zone=b", "keep=yes");
        await Labelled($"{tier}=db", "zone=a");
        var stopped = await Labelled($"{tier}=web");
        await docker.Client.Containers.KillContainerAsync(stopped.Id, new(), Token);

        Assert.Equal([one.Id, two.Id], await Hit(new TargetContainer { Labels = [$"{tier}=web"], Exclude = ["keep"] }));
        Assert.Equal([two.Id], await Hit(new TargetContainer { Labels = [$"{tier}=web", "zone"], Exclude = ["keep=yes", "zone=a"] }));
        Assert.Single(await Hit(new TargetContainer { Labels = [$"{tier}=web"] }, Pick.One));
        Assert.Equal(await Hit(new TargetContainer { Labels = [$"{tier}=web"] }, Pick.One), await Hit(new TargetContainer { Labels = [$"{tier}=web"] }, Pick.One));
        Assert.Equal(2, (await Hit(new TargetContainer { Labels = [$"{tier}=web"] }, new Pick(null, 0.7))).Count);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => Hit(new TargetContainer { Labels = [$"{tier}=web"] }, maxShare: 0.5));
        Assert.Contains("would hit 3 of 3; safety.maxShare (0.5) allows 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compose_MeansTheServiceOfThatProject()
    {
        var web = await Labelled($"com.docker.compose.project={docker.Prefix}", "com.docker.compose.service=web");
        await Labelled($"com.docker.compose.project={docker.Prefix}", "com.docker.compose.service=db");
        await Labelled("com.docker.compose.project=another", "com.docker.compose.service=web");

        Assert.Equal([web.Id], await Hit(new TargetContainer { Compose = $"{docker.Prefix}/web" }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no")]
    public async Task Container_WithoutTheOptIn_IsRefusedWithTheMissingKey(string? chaos)
    {
        var (id, name) = await docker.Start(create =>
        {
            create.Labels!.Remove("harness.chaos");
            if (chaos is not null) create.Labels!["harness.chaos"] = chaos;
        });

        var refused = await Assert.ThrowsAsync<RefusedException>(() => Hit(new TargetContainer { Name = name }));

        Assert.Equal($"{name} may not be broken: it has not opted in; start it with the label harness.chaos=allow", refused.Message);
        Assert.False((await docker.State(id)).Paused);
    }

    [Fact]
    public async Task Target_ThatMeansNothing_CannotBeBroken() =>
        Assert.Equal("target matches nothing that runs: there is nothing to pause", (await Assert.ThrowsAsync<FaultException>(() => Hit(new TargetContainer { Name = docker.Prefix + "-nobody" }))).Message);
}
