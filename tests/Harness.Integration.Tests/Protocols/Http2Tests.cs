using System.Net;
using Harness.Plans;
using Harness.Protocols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Protocols;

/// <summary>HTTP/2 without TLS, by prior knowledge, whatever the plan says of transports.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private readonly WebApplication app;

    public Http2Tests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        app = builder.Build();
        app.MapGet("/version", (HttpContext context) => context.Request.Protocol);
        app.MapGet("/slow", async (CancellationToken ct) =>
        {
            await Task.Delay(Delay, ct);
            return "slow";
        });
        app.MapGet("/never", (CancellationToken ct) => Task.Delay(Timeout.Infinite, ct));
        app.MapPost("/length", (HttpContext context) => context.Request.ContentLength);
    }

    public async ValueTask InitializeAsync() => await app.StartAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.HttpClient)]
    public async Task Send_Http2_SharesAConnectionAndIsMeasured(TransportKind kind)
    {
        var url = app.Urls.First();
        using var sender = new Sender(kind, new ConnectionPlan { Http = HttpVersion.Version20 });
        var first = await sender.Get(url + "/version");
        Assert.Equal((200, "HTTP/2"), (first.Status, System.Text.Encoding.ASCII.GetString(first.Body.Span)));
        Assert.Equal("1000", System.Text.Encoding.ASCII.GetString((await sender.Post(url + "/length", new byte[1000])).Body.Span));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.Get(url + "/slow")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.All(answers, answer => Assert.InRange(answer.Times.Waiting, Delay - TimeSpan.FromMilliseconds(1), Delay + TimeSpan.FromSeconds(1)));
        Assert.All(answers, answer => Assert.InRange(answer.BytesReceived, 4, 1000));
        Assert.Equal(1, await sender.Loop.Ask(() => sender.Transport.Connections));
        Assert.Equal(TransportError.Timeout, (await sender.Get(url + "/never", TimeSpan.FromMilliseconds(300))).Error);
        Assert.Equal(200, (await sender.Get(url + "/version")).Status);
    }
}
