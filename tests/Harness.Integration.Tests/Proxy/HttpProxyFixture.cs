using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Proxy;

/// <summary>A real HTTP server behind a proxy, and the framework's client in front of it.</summary>
public abstract class HttpProxyFixture : ProxyFixture, IAsyncLifetime
{
    private readonly WebApplication server;
    private int requests;

    protected HttpProxyFixture()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        server = builder.Build();
        server.Run(async context =>
        {
            Interlocked.Increment(ref requests);
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path} {body.Length}");
        });
    }

    /// <summary>What reached the server.</summary>
    protected int Requests => Volatile.Read(ref requests);

    protected Harness.Proxy.Proxy Shop { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await server.StartAsync(Token);
        Shop = await AddAsync(new Uri(server.Urls.First()).Authority);
        Client = NewClient();
    }

    /// <summary>A client with connections of its own.</summary>
    protected HttpClient NewClient() => new() { BaseAddress = new($"http://{Shop.Listen}"), Timeout = TimeSpan.FromSeconds(15) };

    protected async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, string path, HttpContent? content = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await (client ?? Client).SendAsync(request, Token);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    protected override async ValueTask EndAsync()
    {
        Client?.Dispose();
        await server.DisposeAsync();
    }
}
