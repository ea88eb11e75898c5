using System.Net;
using Harness.Plans;
using Harness.Protocols;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Harness.Integration.Tests.Protocols;

/// <summary>HTTP/2 without TLS, by prior knowledge, and with it, whatever the plan says of transports.</summary>
public sealed class Http2Tests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private readonly TestCertificate certificate = new();
    private readonly WebApplication app;

    public Http2Tests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(certificate.Certificate);
            });
        });
        app = builder.Build();
        app.MapGet("/version", (HttpContext context) => context.Request.Protocol);
        app.MapGet("/slow", async (CancellationToken ct) =>
        {
            await Task.Delay(Delay, ct);
            return "slow";
        });
        app.MapGet("/never", (CancellationToken ct) => Task.Delay(Timeout.Infinite, ct));
        app.MapGet("/cut", async (HttpContext context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });
        app.MapPost("/length", (HttpContext context) => context.Request.ContentLength);
    }

    public async ValueTask InitializeAsync() => await app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        certificate.Dispose();
    }

    private string Url(bool isTls) => app.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal) == isTls);

    private ConnectionPlan Plan => new() { Http = HttpVersion.Version20, Tls = new TlsSettings { Authorities = certificate.Authorities } };

    [Theory]
    [InlineData(TransportKind.Auto, false)]
    [InlineData(TransportKind.HttpClient, false)]
    [InlineData(TransportKind.Auto, true)]
    public async Task Send_Http2_SharesAConnectionAndIsMeasured(TransportKind kind, bool isTls)
    {
        var url = Url(isTls);
        using var sender = new Sender(kind, Plan);
        var first = await sender.Get(url + "/version");
        Assert.Equal((200, "HTTP/2"), (first.Status, System.Text.Encoding.ASCII.GetString(first.Body.Span)));
        Assert.Equal(isTls, first.Times.TlsHandshaking > TimeSpan.Zero);
        Assert.True(first.Times.ConnectionWait >= first.Times.Connecting + first.Times.TlsHandshaking);
        Assert.Equal("1000", System.Text.Encoding.ASCII.GetString((await sender.Post(url + "/length", new byte[1000])).Body.Span));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.Get(url + "/slow")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.All(answers, answer => Assert.InRange(answer.Times.Waiting, Delay - TimeSpan.FromMilliseconds(5), Delay + TimeSpan.FromSeconds(1)));
        Assert.All(answers, answer => Assert.InRange(answer.BytesReceived, 4, 1000));
        Assert.Equal(1, await sender.Loop.Ask(() => sender.Transport.Connections));
        Assert.Equal(TransportError.Timeout, (await sender.Get(url + "/never", TimeSpan.FromMilliseconds(300))).Error);
        Assert.Equal(200, (await sender.Get(url + "/version")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_Http2CutInTheBody_IsResetAndTheConnectionGoesOn(bool isTls)
    {
        using var sender = new Sender(TransportKind.Auto, Plan);
        var answer = await sender.Get(Url(isTls) + "/cut");

        Assert.True(answer.Error == TransportError.Reset, $"{answer.Error}: {answer.ErrorMessage}");
        Assert.Equal((0, true), (answer.Status, answer.Failed));
        Assert.Equal(200, (await sender.Get(Url(isTls) + "/version")).Status);
    }

    [Fact]
    public async Task Send_Http2OfACertificateThatNobodyTrusts_IsTls()
    {
        using var sender = new Sender(TransportKind.Auto, new ConnectionPlan { Http = HttpVersion.Version20 });

        Assert.Equal(TransportError.Tls, (await sender.Get(Url(isTls: true) + "/version")).Error);
    }
}
