using System.Text.Json;
using Docker.DotNet.Models;
using Harness.Faults;
using Harness.Integration.Tests.Running;
using Harness.Tests.House;

namespace Harness.Integration.Tests.Docker;

/// <summary>The shop in containers: the shipped scenario as it stands, and what becomes of it when harness and companion are killed.</summary>
public sealed class CheckoutDockerTests : IClassFixture<DockerFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DockerFixture docker;

    public CheckoutDockerTests(DockerFixture docker)
    {
        this.docker = docker;
        docker.Require();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Containers, networks and volumes that a run made.</summary>
    private async Task<IReadOnlyList<string>> Of(string run)
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [$"harness.run={run}"] = true } };
        var containers = await docker.Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, Token);
        var networks = await docker.Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters }, Token);
        var volumes = await docker.Client.Volumes.ListAsync(new VolumesListParameters { Filters = filters }, Token);
        return [.. containers.Select(one => one.Names[0].TrimStart('/')).Concat(networks.Select(one => one.Name)).Concat((volumes.Volumes ?? []).Select(one => one.Name)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task ShippedScenario_OneFrontAfterTheOtherBroken_PassesAndLeavesNothing()
    {
        var state = Directory.CreateTempSubdirectory("harness-state-").FullName;

        var (code, output) = await HarnessProgram.Run(Repository.Root, state, ["run", "scenarios/checkout-docker.yaml", "--seed", "20261122"]);

        Assert.True(code == 0, output);
        var report = output.Split('\n').Single(line => line.StartsWith("report  ", StringComparison.Ordinal))[8..].Trim();
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, report))!;
        var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "summary.json"), Token)).RootElement;
        Assert.Equal(["healed", "healed", "healed", "healed"], summary.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("state").GetString()!));
        Assert.All((string[])["shop-docker", "front-docker-1", "front-docker-2", "payments-docker"], target => Assert.True(File.Exists(Path.Combine(folder, "logs", target + ".log")), target));
        Assert.Empty(await Of(Path.GetFileName(folder)));
        Assert.Empty(Ledger.All(Path.Combine(state, "harness")));
        Directory.Delete(folder, recursive: true);
        Directory.Delete(state, recursive: true);
    }

    [Fact, Trait("Safety", "case 20")]
    public async Task BothKilled_InTheMiddleOfAFault_HealRemovesEverything_AndAgainChangesNothing()
    {
        var folder = Directory.CreateTempSubdirectory("harness-world-").FullName;
        var state = Path.Combine(folder, "state");
        await File.WriteAllTextAsync(Path.Combine(folder, "harness.json"), $$"""
            { "targets": { "pay": { "url": "http://127.0.0.1:{{FreePort.Take()}}", "health": "/healthz", "chaos": true,
                "container": { "project": "{{Path.Combine(Repository.Root, "src", "SampleShop")}}", "args": ["payments"], "mounts": ["notes:/data"] } } } }
            """, Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "small.yaml"), """
            load: { target: pay, executor: constant-arrival-rate, rate: 5/s, duration: 60s }
            steps: [ { get: /healthz, name: ask } ]
            faults: [ { name: frozen, at: 1s, for: 50s, pause: { target: pay } } ]
            """, Token);
        await using var program = HarnessProgram.Start(folder, state, ["run", "small.yaml"]);
        await program.Wrote("A frozen active", Patience);
        var ledger = LedgerContent.Read(Assert.Single(Ledger.All(Path.Combine(state, "harness"))));
        var (run, companion) = (ledger.Opened!.Run, ledger.Opened.Companion);

        Signals.Send(companion.Id, "STOP"); // so that it cannot heal in the moment between the two
        program.Signal("KILL");
        Signals.Send(companion.Id, "KILL");
        await Signals.Gone(companion.Id, Patience);

        Assert.Equal([$"harness-{run}-pay", $"harness-net-{run}", $"harness-vol-{run}-notes"], await Of(run));
        Assert.True((await docker.State($"harness-{run}-pay")).Paused);
        var (code, output) = await HarnessProgram.Run(folder, state, ["heal"]);
        Assert.True(code == 0, output);
        Assert.Contains("fault frozen: ", output, StringComparison.Ordinal);
        Assert.Contains($"target pay: the container harness-{run}-pay was removed", output, StringComparison.Ordinal);
        Assert.Empty(await Of(run));
        Assert.Contains("nothing to heal", (await HarnessProgram.Run(folder, state, ["heal"])).Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
