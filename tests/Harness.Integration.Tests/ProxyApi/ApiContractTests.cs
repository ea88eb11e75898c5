using System.Net.Sockets;
using Harness.Integration.Tests.Proxy;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary>Every route, status, body and header that clients of Toxiproxy 2.12 know.</summary>
public sealed class ApiContractTests : ApiFixture
{
    private const string PlainText = "text/plain; charset=utf-8";

    [Theory]
    [InlineData("POST", "/proxies", "{}", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", "null", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", """{"name":"","upstream":"127.0.0.1:9"}""", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", """{"name":null,"upstream":"127.0.0.1:9"}""", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", """{"name":"x"}""", 400, "missing required field: upstream")]
    [InlineData("POST", "/proxies", "", 400, "bad request body: EOF")]
    [InlineData("POST", "/proxies", "[]", 400, "bad request body: it is []; it must be an object")]
    [InlineData("POST", "/proxies", """{"name":7}""", 400, "bad request body: name is 7; it must be text")]
    [InlineData("POST", "/proxies", """{"name":"shop","upstream":"127.0.0.1:9"}""", 409, "proxy already exists")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","listen":"nonsense"}""", 500, "listen tcp: address nonsense: missing port in address")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","listen":"::1:80"}""", 500, "listen tcp: address ::1:80: too many colons in address")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","listen":"127.0.0.1:99999"}""", 500, "listen tcp: address 99999: invalid port")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","listen":"127.0.0.1:web"}""", 500, "listen tcp: lookup tcp/web: unknown port")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","listen":"198.51.100.1:1"}""", 500, "listen tcp 198.51.100.1:1: bind: cannot assign requested address")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"nonsense"}""", 400, "Proxy 'x', upstream: address 'nonsense' is malformed: a host and a port are needed, such as 127.0.0.1:5091.")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","toxics":[{"type":"noop"},{"type":"noop"}]}""", 409, "toxic already exists")]
    [InlineData("POST", "/proxies", """{"name":"x","upstream":"127.0.0.1:9","ttl":-1}""", 400, "bad request body: ttl is below zero; it must be milliseconds, or 0 for none")]
    [InlineData("GET", "/proxies/none", null, 404, "proxy not found")]
    [InlineData("POST", "/proxies/none", "{}", 404, "proxy not found")]
    [InlineData("PATCH", "/proxies/none", "rubbish", 404, "proxy not found")]
    [InlineData("DELETE", "/proxies/none", null, 404, "proxy not found")]
    [InlineData("PATCH", "/proxies/shop", """{"enabled":"yes"}""", 400, "bad request body: enabled is \"yes\"; it must be true or false")]
    [InlineData("POST", "/proxies/shop", """{"listen":"nonsense"}""", 500, "address nonsense: missing port in address")]
    [InlineData("PATCH", "/proxies/shop", """{"listen":"198.51.100.1:1"}""", 500, "listen tcp 198.51.100.1:1: bind: cannot assign requested address")]
    [InlineData("GET", "/proxies/none/toxics", null, 404, "proxy not found")]
    [InlineData("POST", "/proxies/none/toxics", "{}", 404, "proxy not found")]
    [InlineData("GET", "/proxies/none/toxics/slow", null, 404, "proxy not found")]
    [InlineData("PATCH", "/proxies/none/toxics/slow", "{}", 404, "proxy not found")]
    [InlineData("DELETE", "/proxies/none/toxics/slow", null, 404, "proxy not found")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"nothing","stream":"sideways"}""", 400, "stream was invalid, can be either upstream or downstream")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"nothing"}""", 400, "invalid toxic type")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"Latency"}""", 400, "invalid toxic type")]
    [InlineData("POST", "/proxies/shop/toxics", "{}", 400, "invalid toxic type")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"latency","name":"slow","stream":"upstream"}""", 409, "toxic already exists")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"latency","attributes":{"latency":1.5}}""", 400, "bad request body: attributes.latency is 1.5; it must be a whole number of 64 bits")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"latency","attributes":{"latency":"10"}}""", 400, "bad request body: attributes.latency is \"10\"; it must be a whole number")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"latency","attributes":7}""", 400, "bad request body: attributes is 7; it must be an object")]
    [InlineData("POST", "/proxies/shop/toxics", """{"type":"latency","toxicity":1e300}""", 400, "bad request body: toxicity is 1e300; it must be a number of 32 bits")]
    [InlineData("GET", "/proxies/shop/toxics/none", null, 404, "toxic not found")]
    [InlineData("POST", "/proxies/shop/toxics/none", "rubbish", 404, "toxic not found")]
    [InlineData("DELETE", "/proxies/shop/toxics/none", null, 404, "toxic not found")]
    [InlineData("PATCH", "/proxies/shop/toxics/slow", """{"toxicity":"1"}""", 400, "bad request body: toxicity is \"1\"; it must be a number")]
    public async Task Ask_Wrong_IsTheOriginalsErrorAndChangesNothing(string method, string path, string? body, int status, string error)
    {
        var before = (await Ask("GET", "/proxies")).Body;

        var reply = await Ask(method, path, body);

        Assert.Equal((status, PlainText), (reply.Status, reply.Type));
        Assert.Equal((error, status), (reply.Json["error"]!.GetValue<string>(), reply.Json["status"]!.GetValue<int>()));
        Assert.EndsWith("}\n", reply.Body, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-z]{20}$", Assert.Single(reply.Headers.GetValues("X-Toxiproxy-Request-Id")));
        Assert.Equal(before, (await Ask("GET", "/proxies")).Body);
        await AssertTrafficPasses();
    }

    [Theory]
    [InlineData(405, "PUT", "/proxies"), InlineData(405, "DELETE", "/proxies"), InlineData(405, "PATCH", "/proxies"), InlineData(405, "GET", "/reset"), InlineData(405, "GET", "/populate")]
    [InlineData(405, "POST", "/version"), InlineData(405, "HEAD", "/version"), InlineData(405, "PUT", "/proxies/shop"), InlineData(405, "PATCH", "/proxies/shop/toxics"), InlineData(405, "PUT", "/proxies/shop/toxics/slow")]
    [InlineData(404, "GET", "/"), InlineData(404, "GET", "/nothing"), InlineData(404, "GET", "/proxies/"), InlineData(404, "GET", "/proxies/shop/slow"), InlineData(404, "GET", "/proxies/shop/toxics/slow/x")]
    [InlineData(404, "GET", "/proxies/a%2Fb"), InlineData(404, "GET", "/metrics"), InlineData(404, "GET", "//proxies"), InlineData(404, "GET", "/Proxies")]
    public async Task Ask_WhatNoRouteTakes_IsTheRoutersAnswer(int status, string method, string path)
    {
        var reply = await Ask(method, path);

        Assert.Equal((status, PlainText, status == 404 ? "404 page not found\n" : ""), (reply.Status, reply.Type, reply.Body));
        Assert.False(reply.Headers.Contains("X-Toxiproxy-Request-Id"));
    }

    [Fact]
    public async Task Version_IsOneThatClientsTakeForNewAndNoBrowserMayAsk()
    {
        var reply = await Ask("GET", "/version");
        Assert.Equal((200, "application/json; charset=utf-8", "{\"version\": \"2.12.0\"}\n"), (reply.Status, reply.Type.Replace(";charset", "; charset", StringComparison.Ordinal), reply.Body));

        var browser = await Ask("GET", "/version", body: (string?)null, ("User-Agent", "Mozilla/5.0 (X11)"));
        Assert.Equal((403, PlainText, "User agent not allowed\n"), (browser.Status, browser.Type, browser.Body));
    }

    [Fact]
    public async Task Proxy_CreatedChangedAndDeleted_IsAnsweredAsItIs()
    {
        var created = await Ask("POST", "/proxies", $$"""{"NAME":"db","listen":"localhost:0","Upstream":"{{Upstream}}","unknown":[1,{}]} and more""");
        var listen = Set.Find("db")!.Listen.ToString();
        string Json(bool enabled, string listen) => $$"""{"name":"db","listen":"{{listen}}","upstream":"{{Upstream}}","enabled":{{(enabled ? "true" : "false")}},"Logger":{},"toxics":[]}""";
        Assert.Equal((201, "application/json", Json(true, listen)), (created.Status, created.Type, created.Body));
        Assert.Equal((200, Json(true, listen)), (await Ask("GET", "/proxies/db")) is var shown ? (shown.Status, shown.Body) : default);
        Assert.StartsWith("127.0.0.1:", listen, StringComparison.Ordinal);

        using var connection = await Set.Find("db")!.Listen.ConnectAsync(Token);
        await connection.AskAsync("hello"u8.ToArray(), Token);
        // The same address in other words is no move; POST is as good as PATCH.
        Assert.Equal(Json(true, listen), (await Ask("POST", "/proxies/db", $$"""{"name":"other","listen":"{{listen.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}}"}""")).Body);
        await connection.AskAsync("hello"u8.ToArray(), Token);
        Assert.Equal(Json(false, listen), (await Ask("PATCH", "/proxies/db", """{"enabled":false}""")).Body);
        Assert.Equal(SocketError.Success, await connection.EndAsync(Token));
        Assert.Equal(Json(true, listen), (await Ask("PATCH", "/proxies/db", """{"enabled":true}""")).Body);

        var deleted = await Ask("DELETE", "/proxies/db");
        Assert.Equal((204, "", ""), (deleted.Status, deleted.Type, deleted.Body));
        Assert.Null(Set.Find("db"));
    }

    [Fact]
    public async Task Listen_EveryWayToSayIt_IsEchoedAsTheOriginalDoes()
    {
        Assert.Equal("localhost:23399", (await Ask("POST", "/proxies", """{"name":"off","listen":"localhost:23399","upstream":"127.0.0.1:9","enabled":false}""")).Json["listen"]!.GetValue<string>());
        Assert.Matches(@"^127\.0\.0\.1:\d+$", (await Ask("POST", "/proxies", """{"name":"none","upstream":"127.0.0.1:9"}""")).Json["listen"]!.GetValue<string>());
        var everywhere = (await Ask("POST", "/proxies", $$"""{"name":"all","listen":":0","upstream":"{{Upstream}}"}""")).Json["listen"]!.GetValue<string>();
        Assert.Matches(@"^(\[::\]|0\.0\.0\.0):\d+$", everywhere);
        using var connection = await new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, Set.Find("all")!.Listen.Port).ConnectAsync(Token);
        await connection.AskAsync("hello"u8.ToArray(), Token);

        var taken = await Ask("POST", "/proxies", $$"""{"name":"x","listen":"{{Shop.ListenText}}","upstream":"127.0.0.1:9"}""");
        Assert.Equal((500, $"listen tcp {Shop.ListenText}: bind: address already in use"), (taken.Status, taken.Json["error"]!.GetValue<string>()));
        Assert.Null(Set.Find("x"));
    }

    [Fact]
    public async Task Toxic_AddedChangedAndRemoved_IsAnsweredAsItIs()
    {
        var added = await Ask("POST", "/proxies/shop/toxics", """{"type":"bandwidth","stream":"UPSTREAM","toxicity":-0.5,"attributes":{"RATE":10,"speed":7}}""");
        const string json = """{"attributes":{"rate":10},"name":"bandwidth_UPSTREAM","type":"bandwidth","stream":"UPSTREAM","toxicity":-0.5}""";
        const string slow = """{"attributes":{"latency":0,"jitter":0},"name":"slow","type":"latency","stream":"downstream","toxicity":1}""";
        Assert.Equal((200, "application/json", json), (added.Status, added.Type, added.Body));
        Assert.Equal(json, (await Ask("GET", "/proxies/shop/toxics/bandwidth_UPSTREAM")).Body);
        // Those of requests first, whatever came first.
        Assert.Equal($"[{json},{slow}]", (await Ask("GET", "/proxies/shop/toxics")).Body);
        Assert.EndsWith($"\"toxics\":[{json},{slow}]}}}}", (await Ask("GET", "/proxies")).Body, StringComparison.Ordinal);

        var changed = await Ask("PATCH", "/proxies/shop/toxics/slow", """{"name":"x","type":"y","stream":"z","toxicity":2,"attributes":{"jitter":3}}""");
        Assert.Equal((200, """{"attributes":{"latency":0,"jitter":3},"name":"slow","type":"latency","stream":"downstream","toxicity":2}"""), (changed.Status, changed.Body));
        Assert.Equal(200, (await Ask("POST", "/proxies/shop/toxics/slow", "null")).Status);
        Assert.Equal(204, (await Ask("DELETE", "/proxies/shop/toxics/slow")).Status);
        Assert.Equal(["bandwidth_UPSTREAM"], Shop.Toxics.Select(toxic => toxic.Name));
    }

    [Fact]
    public async Task Reset_SwitchesOnAndTakesOff()
    {
        await Ask("PATCH", "/proxies/shop", """{"enabled":false}""");

        var reply = await Ask("POST", "/reset", "rubbish");

        Assert.Equal((204, ""), (reply.Status, reply.Body));
        Assert.True(Shop.IsEnabled);
        Assert.Empty(Shop.Toxics);
        await AssertTrafficPasses();
    }

    [Fact]
    public async Task Reset_AnAddressWasTaken_SaysSo()
    {
        await Ask("PATCH", "/proxies/shop", """{"enabled":false}""");
        using var other = new TcpListener(Shop.Listen);
        other.Start();

        var reply = await Ask("POST", "/reset");

        Assert.Equal((500, $"listen tcp {Shop.ListenText}: bind: address already in use"), (reply.Status, reply.Json["error"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("[]", 201, """{"proxies":null}""")]
    [InlineData("null", 201, """{"proxies":null}""")]
    [InlineData("", 400, """{"error":"bad request body: EOF","status":400,"proxies":null}""")]
    [InlineData("""[{"name":"x","upstream":"127.0.0.1:9"},{"upstream":"127.0.0.1:9"}]""", 400, """{"error":"missing required field: name at proxy 2","status":400,"proxies":null}""")]
    [InlineData("""[{"name":"x"}]""", 400, """{"error":"missing required field: upstream at proxy 1","status":400,"proxies":null}""")]
    public async Task Populate_NothingToDoOrWrong_MakesNothing(string body, int status, string expected)
    {
        var reply = await Ask("POST", "/populate", body);

        Assert.Equal((status, "application/json", expected), (reply.Status, reply.Type, reply.Body));
        Assert.Equal(["shop"], Set.All.Select(proxy => proxy.Name));
    }

    [Fact]
    public async Task Populate_OneCannotBeMade_TellsWhichWere()
    {
        var reply = await Ask("POST", "/populate", $$"""[{"name":"first","upstream":"{{Upstream}}"},{"name":"second","listen":"{{Shop.ListenText}}","upstream":"{{Upstream}}"},{"name":"third","upstream":"{{Upstream}}"}]""");

        Assert.Equal((500, $"listen tcp {Shop.ListenText}: bind: address already in use"), (reply.Status, reply.Json["error"]!.GetValue<string>()));
        Assert.Equal("first", Assert.Single(reply.Json["proxies"]!.AsArray())!["name"]!.GetValue<string>());
        Assert.Equal(["first", "shop"], Set.All.Select(proxy => proxy.Name));
    }

    [Fact]
    public async Task Populate_OneThatIsThere_KeepsItsToxicsUnlessItGoesElsewhere()
    {
        var before = Shop;
        var same = await Ask("POST", "/populate", $$"""[{"name":"shop","listen":"{{Shop.ListenText}}","upstream":"{{Upstream}}","enabled":false}]""");
        Assert.Equal(201, same.Status);
        Assert.Same(before, Shop);
        Assert.True(Shop.IsEnabled);
        Assert.Single(Shop.Toxics);

        var other = await Ask("POST", "/populate", $$"""[{"name":"shop","listen":"{{Shop.ListenText}}","upstream":"127.0.0.1:9"}]""");
        Assert.Equal((201, 1), (other.Status, other.Json["proxies"]!.AsArray().Count));
        Assert.Equal("127.0.0.1:9", Shop.Upstream);
        Assert.Empty(Shop.Toxics);
    }
}
