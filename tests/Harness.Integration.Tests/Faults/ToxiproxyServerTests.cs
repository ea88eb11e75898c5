using Harness.Faults;
using Harness.Faults.Network;
using Harness.Integration.Tests.Running;
using Harness.Journal;
using Harness.Plans;
using Harness.Proxy;

namespace Harness.Integration.Tests.Faults;

/// <summary>Network faults on a Toxiproxy server of its own, which may forget, and may hang.</summary>
public sealed class ToxiproxyServerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static async Task<(World World, ToxiproxyTestServer Server)> Begin()
    {
        var port = FreePort.Take();
        var world = new World();
        var settings = Path.Combine(world.Folder, "harness.json");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("\"proxies\"", $"\"toxiproxy\": \"http://127.0.0.1:{port}\", \"proxies\"", StringComparison.Ordinal));
        return (world, await ToxiproxyTestServer.Start(port));
    }

    [Fact]
    public async Task Run_OnAServer_InjectsAndHealsThereByNameAndRemovesOnlyItsProxy()
    {
        var (world, server) = await Begin();
        await using (world)
        await using (server)
        {
            var (code, output) = await world.Run("run", "small.yaml");

            Assert.True(code is 0 or 114, output); // a busy machine makes the run itself invalid
            Assert.Contains("link has the toxic harness-", output, StringComparison.Ordinal);
            Assert.DoesNotContain(server.Asked, ask => ask.Contains("reset", StringComparison.Ordinal));
            Assert.Null(server.Find("link"));
            world.AssertNothingIsLeft();
        }
    }

    [Fact]
    public async Task Run_OnAServer_LeavesAProxyThatWasThereAndToxicsOfOthers()
    {
        var (world, server) = await Begin();
        await using (world)
        await using (server)
        {
            using var client = new HttpClient { BaseAddress = new Uri(File.ReadAllText(Path.Combine(world.Folder, "harness.json")).Split("\"toxiproxy\": \"")[1].Split('"')[0]) };
            using var body = new StringContent($$"""{"name":"link","listen":"127.0.0.1:{{world.LinkPort}}","upstream":"127.0.0.1:{{world.ProgramPort}}"}""");
            (await client.PostAsync("/proxies", body, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            server.Find("link")!.AddToxic(new LatencyToxic { Name = "mine", Latency = TimeSpan.FromMilliseconds(1) });
            // What somebody else made is broken only where that is said.
            var (refused, why) = await world.Run("run", "small.yaml");
            Assert.True(refused == 116, why);
            Assert.Contains("slow would hit the proxy link that stands on ", why, StringComparison.Ordinal);
            var (code, output) = await world.Run("run", "small.yaml", "--allow-faults");

            Assert.True(code is 0 or 114, output);
            Assert.Equal(["mine"], server.Find("link")!.Toxics.Select(toxic => toxic.Name));
        }
    }

    [Fact, Trait("Safety", "case 4")]
    public async Task Server_ForgetsItsProxies_TheFaultIsLostAndNeverReportedAsActive()
    {
        var (world, server) = await Begin();
        await using (world)
        await using (server)
        {
            var program = world.Start("run", "small.yaml");
            await program.Wrote("A slow active", Patience);
            await server.Forget();
            var code = await program.End(Patience);

            Assert.True(code == 114 || code == 112, program.Output);
            var states = world.Journal.OfType<FaultChanged>().ToList();
            Assert.Equal([FaultState.Injecting, FaultState.Active, FaultState.Healing, FaultState.Lost], states.Select(change => change.State));
            Assert.True(states[^1].At < TimeSpan.FromSeconds(5.9), $"lost only at {states[^1].At}");
            Assert.Contains("A fault was lost: slow", program.Output, StringComparison.Ordinal);
            world.AssertNothingIsLeft();
        }
    }

    [Fact, Trait("Safety", "case 17")]
    public async Task Server_HangsAtRemovingAToxic_ItsConnectionsAreCutThenTheProxyRemovedAndThatIsSaid()
    {
        var (world, server) = await Begin();
        await using (world)
        await using (server)
        {
            server.Hangs = (method, path) => method == "DELETE" && path.Contains("/toxics/", StringComparison.Ordinal);
            var (code, output) = await world.Run("run", "small.yaml");

            Assert.Contains("the server hung, so the whole proxy link was removed", output, StringComparison.Ordinal);
            Assert.Contains(server.Asked, ask => ask == "PATCH /proxies/link");
            Assert.Equal(FaultState.Healed, world.Journal.OfType<FaultChanged>().Last().State);
            Assert.True(code is 0 or 112 or 114 or 99, output); // by the time the proxy is gone the load may be over
            world.AssertNothingIsLeft();
        }
    }

    /// <summary>The connections were cut by switching the proxy off; that it is on again is looked at, not hoped for.</summary>
    [Fact, Trait("Safety", "case 17")]
    public async Task Server_HangsAtSwitchingAProxyOnAgain_ItIsOnInTheEnd()
    {
        var port = FreePort.Take();
        await using var server = await ToxiproxyTestServer.Start(port);
        await using var bench = new Bench();
        await using var proxies = new ToxiproxyServer(new Uri($"http://127.0.0.1:{port}"));
        await proxies.Open(new ProxyLink("link", "127.0.0.1:0", "127.0.0.1:9", true), bench.Scope, TestContext.Current.CancellationToken);
        var ground = bench.Ground with { Proxies = proxies };
        var (kind, fault) = (Bench.Kind("latency"), Bench.Planned(new ToxicAction("latency", "link", new LatencyToxic { Name = "f", Latency = TimeSpan.FromMilliseconds(5) }, "+5 ms")));
        var undo = await kind.Prepare(fault, ground, TestContext.Current.CancellationToken);
        await kind.Inject(fault, undo, ground, TestContext.Current.CancellationToken);
        var (deletions, switches) = (0, 0);
        server.Hangs = (method, _) => (method == "DELETE" && ++deletions == 1) || (method == "PATCH" && ++switches == 2);

        var healing = await kind.Heal(undo, ground, TestContext.Current.CancellationToken);

        Assert.True(healing.Verified);
        Assert.Equal("harness-run-f", undo.Arguments["toxic"]);
        Assert.True(server.IsOn("link"));
        Assert.Equal(3, switches);
        Assert.Empty(server.Find("link")!.Toxics);
    }

    [Fact, Trait("Safety", "case 8")]
    public async Task Undo_Hangs_OthersAreHealedAndTheRunEndsWith113AndTheCommand()
    {
        var (world, server) = await Begin();
        await using (world)
        await using (server)
        {
            var scenario = Path.Combine(world.Folder, "small.yaml");
            server.IsOriginal = true; // on ours it would end by itself
            File.AppendAllText(scenario, "\n  - { name: still, at: 4s, for: 1s, overlap: true, pause: { target: program } }\n");
            var program = world.Start("run", "small.yaml");
            await program.Wrote("A slow active", Patience);
            server.Hangs = (_, _) => true;
            var code = await program.End(TimeSpan.FromMinutes(3));

            Assert.True(code == 113, program.Output);
            Assert.Contains("A fault could not be healed: slow", program.Output, StringComparison.Ordinal);
            Assert.Contains("do this by hand: remove the toxic slow from link", program.Output, StringComparison.Ordinal);
            Assert.Equal(FaultState.Healed, world.Journal.OfType<FaultChanged>().Last(change => change.Fault == "still").State);
            Assert.Single(world.Ledgers);

            // The server is back: what is left is healed from the ledger alone.
            server.Hangs = (_, _) => false;
            var (healed, output) = await world.Run("heal");
            Assert.True(healed == 0, output);
            Assert.Contains("link has the toxic harness-", output, StringComparison.Ordinal);
            world.AssertNothingIsLeft();
        }
    }
}
