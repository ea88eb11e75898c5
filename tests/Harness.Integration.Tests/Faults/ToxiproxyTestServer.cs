using System.Text.Json;
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
            var body = await Body(request);
            await proxy.ChangeAsync(new ProxyChange { Enabled = body["enabled"]!.GetValue<bool>(), Ttl = Ttl(body) }, default);
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
            if (ToxicCatalog.Find(Text(body, "type")) is not { } kind || (kind.ReadsRequests && IsOriginal)) return Wrong("invalid toxic type");
            if (Toxic(kind, body) is not { } toxic) return Wrong("bad request body");
            proxy.AddToxic(toxic);
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

    /// <summary>True: it knows no more than Toxiproxy's own server does, neither toxics on requests nor a time after which anything ends.</summary>
    public bool IsOriginal { get; set; }

    /// <summary>Whether a proxy is switched on.</summary>
    public bool IsOn(string name) => proxies.Find(name) is { IsEnabled: true };

    /// <summary>A proxy that somebody else made.</summary>
    public Task<Harness.Proxy.Proxy> Add(ProxyOptions options) => proxies.AddAsync(options, default);

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

    private static IResult Wrong(string what) => Results.Text($$"""{"error":"{{what}}","status":400}""", "text/plain", statusCode: 400);

    private TimeSpan? Ttl(JsonObject body) => !IsOriginal && body["ttl"] is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds.GetValue<long>()) : null;

    /// <summary>Null where an attribute is of another type.</summary>
    private Toxic? Toxic(ToxicKind kind, JsonObject body)
    {
        var toxic = kind.Create(Text(body, "name")) with
        {
            Stream = body["stream"]?.GetValue<string>() == "upstream" ? ToxicStream.Upstream : ToxicStream.Downstream,
            Toxicity = body["toxicity"]!.GetValue<double>(),
            Ttl = Ttl(body),
        };
        foreach (var attribute in kind.Attributes)
        {
            if (body["attributes"]![attribute.Name] is not { } value) continue;
            if ((attribute.Type == typeof(string)) != (value.GetValueKind() == JsonValueKind.String)) return null;
            toxic = attribute.Set(toxic, value.Deserialize(attribute.Type)!);
        }
        return toxic;
    }

    private static JsonObject Json(Harness.Proxy.Proxy proxy) => new()
    {
        ["name"] = proxy.Name,
        ["listen"] = proxy.Listen.ToString(),
        ["upstream"] = proxy.Upstream,
        ["enabled"] = proxy.IsEnabled,
        ["toxics"] = new JsonArray([.. proxy.Toxics.Select(toxic => (JsonNode)new JsonObject { ["name"] = toxic.Name })]),
    };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await proxies.DisposeAsync();
    }
}
