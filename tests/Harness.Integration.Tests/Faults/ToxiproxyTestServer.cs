using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Harness.Proxy;
using Harness.Proxy.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Faults;

/// <summary>The API itself behind a door that can hang, as the original is known to; and it can forget everything, as a restart does.</summary>
internal sealed class ToxiproxyTestServer : IAsyncDisposable
{
    private readonly WebApplication door;
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private (ProxySet Proxies, ApiServer Api) behind;

    private ToxiproxyTestServer(int port, (ProxySet Proxies, ApiServer Api) behind)
    {
        this.behind = behind;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        door = builder.Build();
        door.Run(Pass);
    }

    /// <summary>Starts one.</summary>
    public static async Task<ToxiproxyTestServer> Start(int port)
    {
        var server = new ToxiproxyTestServer(port, await Fresh());
        await server.door.StartAsync();
        return server;
    }

    /// <summary>All that was asked.</summary>
    public ConcurrentBag<string> Asked { get; } = [];

    /// <summary>Which requests are never answered.</summary>
    public Func<string, string, bool> Hangs { get; set; } = (_, _) => false;

    /// <summary>True: it knows no more than Toxiproxy's own server does, neither toxics on requests nor a time after which anything ends.</summary>
    public bool IsOriginal { get; set; }

    /// <summary>Whether a proxy is switched on.</summary>
    public bool IsOn(string name) => Find(name) is { IsEnabled: true };

    /// <summary>A proxy that somebody else made.</summary>
    public Task<Harness.Proxy.Proxy> Add(ProxyOptions options) => behind.Proxies.AddAsync(options, default);

    /// <summary>A proxy, or null.</summary>
    public Harness.Proxy.Proxy? Find(string name) => behind.Proxies.Find(name);

    /// <summary>As a restart: nothing is known any more.</summary>
    public async Task Forget()
    {
        var old = behind;
        behind = await Fresh();
        await End(old);
    }

    public async ValueTask DisposeAsync()
    {
        await door.DisposeAsync();
        await End(behind);
        client.Dispose();
    }

    private static async Task<(ProxySet Proxies, ApiServer Api)> Fresh()
    {
        var proxies = new ProxySet(TimeProvider.System, 1);
        return (proxies, await ApiServer.StartAsync(proxies, new ApiOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, TimeProvider.System, CancellationToken.None));
    }

    private static async Task End((ProxySet Proxies, ApiServer Api) old)
    {
        await old.Api.DisposeAsync();
        await old.Proxies.DisposeAsync();
    }

    private async Task Pass(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.ToString());
        Asked.Add($"{method} {path}");
        if (Hangs(method, path)) await Task.Delay(Timeout.Infinite, context.RequestAborted);
        using var ask = new HttpRequestMessage(new HttpMethod(method), new Uri(behind.Api.Address, path));
        if (context.Request.ContentLength > 0) ask.Content = new StringContent(IsOriginal ? await AsOriginal(context.Request) : await Text(context.Request));
        using var answer = await client.SendAsync(ask, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        if (answer.StatusCode != HttpStatusCode.NoContent) await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<string> Text(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync();
    }

    /// <summary>A request as the original would read it: no <c>ttl</c>, and a kind that it does not know.</summary>
    private static async Task<string> AsOriginal(HttpRequest request)
    {
        var body = JsonNode.Parse(await Text(request))!.AsObject();
        body.Remove("ttl");
        if (body["type"]?.GetValue<string>() is { } type && ToxicCatalog.Find(type) is { ReadsRequests: true }) body["type"] = "unknown";
        return body.ToJsonString();
    }
}
