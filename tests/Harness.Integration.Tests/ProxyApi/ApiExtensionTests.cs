using System.Net;
using System.Net.Sockets;
using Harness.Integration.Tests.Proxy;
using Harness.Proxy.Api;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary>What the API has beyond Toxiproxy's: toxics from the first connection on, an end to what nobody ends, live counters, a token, bounds.</summary>
public sealed class ApiExtensionTests : ApiFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected override ApiOptions Options => base.Options with { HasMetrics = true };

    [Fact]
    public async Task Create_WithToxics_TheyAreOnFromTheFirstConnection()
    {
        var reply = await Ask("POST", "/proxies", $$$"""{"name":"cut","upstream":"{{{Upstream}}}","toxics":[{"type":"limit_data","attributes":{"bytes":3}},{"type":"http_latency","attributes":{"path":"/x*"}}]}""");

        Assert.Equal(["limit_data_downstream", "http_latency_downstream"], reply.Json["toxics"]!.AsArray().Select(toxic => toxic!["name"]!.GetValue<string>()));
        using var connection = await Set.Find("cut")!.Listen.ConnectAsync(Token);
        await connection.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Token);
        Assert.Equal("GET"u8.ToArray(), await connection.ReceiveAllAsync(Token).WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task Populate_WithToxics_HasThemExactly()
    {
        string Body(string toxics) => $$"""[{"name":"shop","listen":"{{Shop.ListenText}}","upstream":"{{Upstream}}","toxics":{{toxics}}}]""";
        var before = Shop;
        await Ask("POST", "/populate", Body("null"));
        Assert.Same(before, Shop);

        await Ask("POST", "/populate", Body("""[{"name":"a","type":"noop"},{"name":"b","type":"noop","stream":"upstream"}]"""));
        Assert.Equal(["a", "b"], Shop.Toxics.Select(toxic => toxic.Name));
        before = Shop;
        // As the API itself lists them.
        await Ask("POST", "/populate", Body((await Ask("GET", "/proxies/shop/toxics")).Body));
        Assert.Same(before, Shop);

        await Ask("POST", "/populate", Body("[]"));
        Assert.Empty(Shop.Toxics);
        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Populate_AReplacementThatCannotListen_LeavesWhatWasThere()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var listen = Shop.ListenText;

        var reply = await Ask("POST", "/populate", $$"""[{"name":"shop","listen":"{{other.LocalEndpoint}}","upstream":"{{Upstream}}"}]""");

        Assert.Equal(500, reply.Status);
        Assert.Equal(listen, Shop.ListenText);
        Assert.Single(Shop.Toxics);
        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Ttl_OfAToxic_EndsItUnlessItIsRenewedOrTakenBack()
    {
        Assert.Equal(300, (await Ask("POST", "/proxies/shop/toxics", """{"name":"brief","type":"latency","ttl":300}""")).Json["ttl"]!.GetValue<int>());
        await Ask("POST", "/proxies/shop/toxics", """{"name":"stays","type":"latency","ttl":300}""");
        await Ask("PATCH", "/proxies/shop/toxics/stays", """{"ttl":0}""");

        await Poll.UntilAsync("the toxic has ended", Patience, () => Shop.Toxics.All(toxic => toxic.Name != "brief"));

        Assert.Equal(404, (await Ask("GET", "/proxies/shop/toxics/brief")).Status);
        Assert.Equal(200, (await Ask("GET", "/proxies/shop/toxics/stays")).Status);
    }

    [Fact]
    public async Task Ttl_OfADisabledProxy_SwitchesItOnAgain()
    {
        Assert.False((await Ask("PATCH", "/proxies/shop", """{"enabled":false,"ttl":200}""")).Json["enabled"]!.GetValue<bool>());
        Assert.False((await Ask("POST", "/proxies", """{"name":"new","upstream":"127.0.0.1:9","enabled":false,"ttl":200}""")).Json["enabled"]!.GetValue<bool>());

        await Poll.UntilAsync("both are on", Patience, () => Set.All.All(proxy => proxy.IsEnabled));

        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Metrics_WhileAConnectionIsOpen_HaveItsBytes()
    {
        using var connection = await Shop.Listen.ConnectAsync(Token);
        await connection.AskAsync("hello"u8.ToArray(), Token);
        await Poll.UntilAsync("the bytes are counted", Patience, () => Shop.Counters.BytesDownstream == 5);

        var reply = await Ask("GET", "/metrics");

        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (reply.Status, reply.Type));
        foreach (var what in (string[])["received", "sent"])
        {
            Assert.Contains($"# TYPE toxiproxy_proxy_{what}_bytes_total counter\n", reply.Body, StringComparison.Ordinal);
            foreach (var direction in (string[])["upstream", "downstream"])
                Assert.Contains($"toxiproxy_proxy_{what}_bytes_total{{direction=\"{direction}\",listener=\"{Shop.ListenText}\",proxy=\"shop\",upstream=\"{Upstream}\"}} 5\n", reply.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_LargerThanItMayBe_IsRefusedAndTheServerGoesOn()
    {
        // Who sends it all the same may find the connection closed before the answer is read.
        var reply = await Ask("POST", "/proxies", new byte[(1024 * 1024) + 1], ("Expect", "100-continue"));

        Assert.Equal((413, "bad request body: it has more than 1048576 bytes"), (reply.Status, reply.Json["error"]!.GetValue<string>()));
        Assert.Equal(200, (await Ask("GET", "/version")).Status);
    }

    [Fact]
    public async Task Token_MissingOrWrong_Is401OnEveryPath()
    {
        await using var server = await ApiServer.StartAsync(Set, base.Options with { Listen = new IPEndPoint(IPAddress.Any, 0), Token = "secret" }, TimeProvider.System, Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Address.Port}") };
        foreach (var (header, status) in ((string?, HttpStatusCode)[])[(null, HttpStatusCode.Unauthorized), ("Bearer wrong", HttpStatusCode.Unauthorized), ("Basic secret", HttpStatusCode.Unauthorized), ("Bearer secret", HttpStatusCode.OK), ("bearer secret", HttpStatusCode.OK)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/proxies");
            if (header is not null) request.Headers.TryAddWithoutValidation("Authorization", header);
            using var response = await client.SendAsync(request, Token);
            Assert.Equal(status, response.StatusCode);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/nothing", Token)).StatusCode);
    }

    [Fact]
    public async Task StartAsync_ReachableFromElsewhereWithoutAToken_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(() => ApiServer.StartAsync(Set, new ApiOptions { Listen = new IPEndPoint(IPAddress.Any, 0) }, TimeProvider.System, Token));

        Assert.StartsWith("0.0.0.0 can be reached from other machines, and whoever reaches the API can open and cut connections: set a token, or listen on 127.0.0.1", failure.Message, StringComparison.Ordinal);
    }
}
