using System.Net.Sockets;
using Harness.Cli;
using Harness.Faults;
using Harness.Proxy;

namespace Harness.Integration.Tests.Faults;

/// <summary>Every fault on proxies, on the proxies of this process and on those of a server: what it does, that it is seen, and that nothing of it is left.</summary>
public sealed class NetworkFaultTests
{
    /// <summary>A fault of each kind, and what becomes of a request while it is on.</summary>
    private static readonly (string Fault, string Answer)[] Kinds =
    [
        ("latency: { target: link, latency: 300ms }", "slow 200"),
        ("latency: { target: link, latency: 150ms, stream: both }", "slow 200"),
        ("bandwidth: { target: link, rate: 20kB/s }", "slow 200"),
        ("slicer: { target: link, averageSize: 1kB, delay: 35ms }", "slow 200"),
        ("slow-close: { target: link, delay: 300ms }", "slow 200"),
        ("http-latency: { target: link, latency: 300ms, method: [PUT, POST], path: '/ch*' }", "slow 200"),
        ("http-status: { target: link, status: 418, body: no tea, method: POST, path: /charge }", "418"),
        ("reset: { target: link }", "fails"),
        ("reset: { target: link, stream: upstream }", "fails"),
        ("limit-data: { target: link, bytes: 20B }", "fails"),
        ("timeout: { target: link, timeout: 100ms }", "fails"),
        ("timeout: { target: link }", "fails"),
        ("down: { target: link }", "fails"),
        ("partition: { targets: [link, other] }", "hangs"),
    ];

    public static TheoryData<string, string, bool> All => [.. Kinds.SelectMany(one => ((bool[])[false, true]).Select(onServer => new TheoryDataRow<string, string, bool>(one.Fault, one.Answer, onServer)))];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<(Uri Url, ToxiproxyTestServer Server)> Start()
    {
        var port = FreePort.Take();
        return (new Uri($"http://127.0.0.1:{port}"), await ToxiproxyTestServer.Start(port));
    }

    [Fact]
    public void Kinds_OfTheseTests_AreAllThatAreOnProxies() => Assert.Equal(
        KnownKinds.All.Faults.Where(kind => kind.Needs.StartsWith("a proxy", StringComparison.Ordinal)).Select(kind => kind.Kind).Order(),
        Kinds.Select(one => one.Fault.Split(':')[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task Fault_Injected_IsSeenByRequests_AndHealedIsNot(string fault, string answer, bool onServer)
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(onServer ? url : null);
            var before = await link.Ask();

            var undo = await link.Inject(fault);
            var during = (IsThere: await link.IsThere(undo), Answer: await link.Ask());
            var healing = await link.Heal(undo);

            Assert.True(healing.Verified);
            Assert.Equal((true, answer), during);
            Assert.EndsWith("200", before, StringComparison.Ordinal);
            Assert.False(await link.IsThere(undo));
            Assert.EndsWith("200", await link.Ask(), StringComparison.Ordinal);
            Assert.DoesNotContain(server.Asked, ask => ask.EndsWith("/reset", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Partition_LosesNothing_AndCutsAllItsProxies(bool onServer)
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(onServer ? url : null);
            var undo = await link.Inject("partition: { targets: [link, other] }");
            var (one, other) = (await link.Send(), await link.Send("other"));
            using (one.Client)
            using (other.Client)
            {
                await Task.Delay(200, Token);
                Assert.False(one.Answer.IsCompleted || other.Answer.IsCompleted);

                var healing = await link.Heal(undo);

                Assert.All(await Task.WhenAll(one.Answer, other.Answer).WaitAsync(TimeSpan.FromSeconds(5), Token), answer => Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal));
                Assert.Contains("link has the toxic ", healing.Note, StringComparison.Ordinal);
                Assert.Contains("other has the toxic ", healing.Note, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Down_WhileConnectionsAreOpen_ClosesThem()
    {
        await using var link = await Link.Open();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", link.Port(), Token);
        await link.Inject("down: { target: link }");

        Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], Token).AsTask().WaitAsync(TimeSpan.FromSeconds(5), Token));
    }

    [Fact]
    public async Task Down_OfAProxyThatWasOff_LeavesItOff()
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(url);
            link.Ttl = TimeSpan.FromMilliseconds(100);
            await server.Find("link")!.ChangeAsync(new ProxyChange { Enabled = false }, Token);

            var undo = await link.Inject("down: { target: link }");
            Assert.True(await link.IsThere(undo));
            await Task.Delay(200, Token);
            var healing = await link.Heal(undo);

            Assert.Equal("link was off before, and stays so", healing.Note);
            Assert.False(server.IsOn("link"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Toxic_HealedWhileItsProxyIsDown_LeavesItDown(bool onServer)
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(onServer ? url : null);
            var slow = await link.Inject("latency: { target: link, latency: 300ms }", "slow");
            var down = await link.Inject("down: { target: link }", "dead");
            var early = await link.Inject("bandwidth: { target: link, rate: 20kB/s }", "thin");

            await link.Heal(slow);
            Assert.True(await link.IsThere(down));
            await link.Heal(down);
            Assert.True(await link.IsThere(early));
            await link.Heal(early);

            Assert.Equal("200", await link.Ask());
        }
    }

    [Fact]
    public async Task Fault_ThatSomebodyElseUndid_IsSeenToBeGone()
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(url);
            var both = await link.Inject("latency: { target: link, latency: 300ms, stream: both }", "both");
            var down = await link.Inject("down: { target: other }", "down");
            Assert.True(await link.IsThere(both) && await link.IsThere(down));

            server.Find("link")!.RemoveToxic("harness-run-both.upstream");
            await server.Find("other")!.ChangeAsync(new ProxyChange { Enabled = true }, Token);

            Assert.False(await link.IsThere(both) || await link.IsThere(down));
            Assert.True((await link.Heal(both)).Verified && (await link.Heal(down)).Verified);
            Assert.Empty(server.Find("link")!.Toxics);
        }
    }

    /// <summary>Nobody heals: harness and companion are dead.</summary>
    [Theory, Trait("Safety", "case 20")]
    [InlineData("bandwidth: { target: link, rate: 20kB/s }")]
    [InlineData("http-status: { target: link }")]
    [InlineData("partition: { targets: [link, other] }")]
    [InlineData("down: { target: link }")]
    public async Task Fault_OnAServerThatHonoursIt_EndsByItself(string fault)
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(url);
            link.Ttl = TimeSpan.FromMilliseconds(400);
            var undo = await link.Inject(fault);

            await Poll.UntilAsync("it is gone", TimeSpan.FromSeconds(5), async () => !await link.IsThere(undo), Token);

            Assert.Equal("200", await link.Ask());
            Assert.True((await link.Heal(undo)).Verified);
        }
    }

    [Theory]
    [InlineData("http-status: { target: link }", "http_status")]
    [InlineData("http-latency: { target: link, latency: 1s }", "http_latency")]
    public async Task RequestFault_OnToxiproxysOwnServer_IsRefusedBeforeAnythingIsDone_AndSaysWhatWouldBeRight(string fault, string type)
    {
        var (url, server) = await Start();
        await using (server)
        {
            server.IsOriginal = true;
            await using var link = await Link.Open(url);
            var planned = link.Read(fault);

            var refusal = await Assert.ThrowsAsync<FaultException>(() => Bench.Kind(planned.Action.Kind).Prepare(planned, link.Ground, Token));

            Assert.Equal($"the server {url} knows no toxic of the type {type}: leave \"toxiproxy\" out of harness.json, or let it name a server that `harness proxy` started", refusal.Message);
            Assert.Empty(server.Find("link")!.Toxics);
        }
    }

    [Fact]
    public async Task ConnectionFaults_OnToxiproxysOwnServer_Work()
    {
        var (url, server) = await Start();
        await using (server)
        {
            server.IsOriginal = true;
            await using var link = await Link.Open(url);
            link.Ttl = TimeSpan.FromMilliseconds(1);
            foreach (var (fault, answer) in Kinds.Where(one => !one.Fault.StartsWith("http", StringComparison.Ordinal) && one.Answer == "fails"))
            {
                var undo = await link.Inject(fault);
                Assert.Equal(answer, await link.Ask());
                await link.Heal(undo);
            }
            Assert.Equal("200", await link.Ask());
        }
    }

    [Fact, Trait("Safety", "case 20")]
    public async Task Leftovers_OfEveryKind_AreHealedFromTheLedgerAlone_AndWhatOthersSetStays()
    {
        var (url, server) = await Start();
        await using (server)
        {
            await using var link = await Link.Open(url);
            server.Find("link")!.AddToxic(new NoopToxic { Name = "mine" });
            foreach (var (i, one) in Kinds.Index()) await link.Inject(one.Fault, $"f-{i}");
            Assert.False(server.IsOn("link"));
            Assert.True(server.Find("link")!.Toxics.Count > Kinds.Length);
            foreach (var name in (string[])["link", "other"]) link.Scope.Note(new ResourceRemoved(ToxiproxyServer.Word, $"{url}|{name}")); // as if they had stood there before

            var found = await new Leftovers(Path.GetDirectoryName(link.LedgerPath)!, KnownKinds.All.Faults, KnownKinds.All.DriversFor, TimeProvider.System).HealDead(link.LedgerPath, Token);

            Assert.Equal(Kinds.Length, found.Count);
            Assert.All(found, leftover => Assert.True(leftover.Healed, leftover.Note));
            Assert.True(server.IsOn("link") && server.IsOn("other"));
            Assert.Equal(["mine"], server.Find("link")!.Toxics.Select(toxic => toxic.Name));
            Assert.Empty(server.Find("other")!.Toxics);
            Assert.False(File.Exists(link.LedgerPath));
            Assert.Equal("200", await link.Ask());
        }
    }
}
