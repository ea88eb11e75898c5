using System.Text.Json.Nodes;
using Harness.Proxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Faults;

/// <summary>
/// A server that speaks Toxiproxy's HTTP API as far as faults use it, over our own data plane: real sockets in front, real proxies behind. It can
/// forget everything, as a restart does, and hang, as the original is known to.
/// </summary>
internal sealed class ToxiproxyTestServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> off = new();
    private ProxySet proxies = new(TimeProvider.System, 1);

    private ToxiproxyTestServer(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.Use(async (context, next) =>
        {
            Asked.Add($"{context.Request.Method} {context.Request.Path}");
            if (Hangs(context.Request.Method, context.Request.Path)) await Task.Delay(Timeout.Infinite, context.RequestAborted);
            await next();
        });
        app.MapGet("/proxies/{name}", (string name) => proxies.Find(name) is { } proxy ? Results.Text(Json(proxy).ToJsonString(), "application/json") : Missing("proxy"));
        app.MapPost("/proxies", async (HttpRequest request) =>
        {
            var body = await Body(request);
            var proxy = await proxies.AddAsync(new ProxyOptions { Name = Text(body, "name"), Listen = Text(body, "listen"), Upstream = Text(body, "upstream") }, default);
            return Results.Text(Json(proxy).ToJsonString(), "application/json", statusCode: 201);
        });
        app.MapPatch("/proxies/{name}", async (string name, HttpRequest request) =>
        {
            if (proxies.Find(name) is not { } proxy) return Missing("proxy");
            off[name] = !(await Body(request))["enabled"]!.GetValue<bool>();
            return Results.Text(Json(proxy).ToJsonString(), "application/json");
        });
        app.MapDelete("/proxies/{name}", async (string name) =>
        {
            if (proxies.Find(name) is null) return Missing("proxy");
            await proxies.RemoveAsync(name, default);
            return Results.NoContent();
        });
        app.MapPost("/proxies/{name}/toxics", async (string name, HttpRequest request) =>
        {
            if (proxies.Find(name) is not { } proxy) return Missing("proxy");
            var body = await Body(request);
            proxy.AddToxic(new LatencyToxic { Name = Text(body, "name"), Latency = TimeSpan.FromMilliseconds(body["attributes"]!["latency"]!.GetValue<long>()), Toxicity = body["toxicity"]!.GetValue<double>() });
            return Results.Text(body.ToJsonString(), "application/json");
        });
        app.MapDelete("/proxies/{name}/toxics/{toxic}", (string name, string toxic) => proxies.Find(name) is { } proxy && proxy.RemoveToxic(toxic) ? Results.NoContent() : Missing("toxic"));
    }

    /// <summary>Starts one.</summary>
    public static async Task<ToxiproxyTestServer> Start(int port)
    {
        var server = new ToxiproxyTestServer(port);
        await server.app.StartAsync();
        return server;
    }

    /// <summary>All that was asked, in order.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string> Asked { get; } = [];

    /// <summary>Which requests are never answered.</summary>
    public Func<string, string, bool> Hangs { get; set; } = (_, _) => false;

    /// <summary>Whether a proxy is switched on, as the server says; it passes traffic all the same.</summary>
    public bool IsOn(string name) => !off.GetValueOrDefault(name);

    /// <summary>A proxy, or null.</summary>
    public Harness.Proxy.Proxy? Find(string name) => proxies.Find(name);

    /// <summary>As a restart: nothing is known any more.</summary>
    public async Task Forget()
    {
        var old = Interlocked.Exchange(ref proxies, new ProxySet(TimeProvider.System, 1));
        await old.DisposeAsync();
    }

    private static async Task<JsonObject> Body(HttpRequest request) => (await JsonNode.ParseAsync(request.Body))!.AsObject();

    private static string Text(JsonObject body, string key) => body[key]!.GetValue<string>();

    private static IResult Missing(string what) => Results.Text($$"""{"error":"{{what}} not found","status":404}""", "text/plain", statusCode: 404);

    private JsonObject Json(Harness.Proxy.Proxy proxy) => new()
    {
        ["name"] = proxy.Name,
        ["listen"] = proxy.Listen.ToString(),
        ["upstream"] = proxy.Upstream,
        ["enabled"] = IsOn(proxy.Name),
        ["toxics"] = new JsonArray([.. proxy.Toxics.Select(toxic => (JsonNode)new JsonObject { ["name"] = toxic.Name })]),
    };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await proxies.DisposeAsync();
    }
}
