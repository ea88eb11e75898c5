using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Harness.Integration.Tests.Proxy;
using Harness.Proxy;
using Harness.Proxy.Api;

namespace Harness.Integration.Tests.ProxyApi;

/// <summary>The API over real sockets, with one proxy, <c>shop</c>, in front of an echo.</summary>
public abstract class ApiFixture : IAsyncLifetime
{
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };
    private readonly LoopbackServer echo = LoopbackServer.Echo();
    private ApiServer? server;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected ProxySet Set { get; } = new(TimeProvider.System, seed: 7);

    protected string Upstream => echo.Address;

    protected Uri Address => server!.Address;

    protected Harness.Proxy.Proxy Shop => Set.Find("shop")!;

    /// <summary>What the API answers.</summary>
    protected sealed record Reply(int Status, string Type, string Body, HttpResponseHeaders Headers)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;
    }

    public async ValueTask InitializeAsync()
    {
        server = await ApiServer.StartAsync(Set, Options, TimeProvider.System, Token);
        await Set.AddAsync(new ProxyOptions { Name = "shop", Listen = "127.0.0.1:0", Upstream = echo.Address, Toxics = [new LatencyToxic { Name = "slow" }] }, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await server!.DisposeAsync();
        await Set.DisposeAsync();
        await echo.DisposeAsync();
        client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A free port, no token, no metrics.</summary>
    protected virtual ApiOptions Options => new() { Listen = new IPEndPoint(IPAddress.Loopback, 0) };

    protected Task<Reply> Ask(string method, string path, string? body = null, params (string Name, string Value)[] headers) => Ask(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), headers);

    protected async Task<Reply> Ask(string method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address.GetLeftPart(UriPartial.Authority) + path));
        if (body is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, Token);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", await response.Content.ReadAsStringAsync(Token), response.Headers);
    }

    /// <summary>Data goes through the proxy and comes back.</summary>
    protected async Task AssertTrafficPasses()
    {
        using var connection = await Shop.Listen.ConnectAsync(Token);
        Assert.Equal("hello"u8.ToArray(), await connection.AskAsync("hello"u8.ToArray(), Token).WaitAsync(TimeSpan.FromSeconds(10), Token));
    }
}
