using Harness.Plans;
using Harness.Protocols;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>TLS: agreed on and measured, refused, cut, not there at all, and given back.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate certificate = new();

    public void Dispose() => certificate.Dispose();

    private ConnectionPlan Trusting => new() { Tls = new TlsSettings { Authorities = certificate.Authorities } };

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_TlsOfATrustedAuthority_IsAnsweredAndMeasured(TransportKind kind)
    {
        await using var server = TlsServer.Answering(certificate.Certificate, RawServer.Ok, RawServer.Ok, RawServer.Ok);
        using var sender = new Sender(kind, Trusting);
        var first = await sender.Get($"https://localhost:{server.Port}/");
        var second = await sender.Get($"https://localhost:{server.Port}/");
        var address = await sender.Get($"https://127.0.0.1:{server.Port}/");

        Assert.All((Answer[])[first, second, address], answer => Assert.Equal("200 ok", Text(answer)));
        Assert.All((Answer[])[first, address], answer => Assert.True(answer.Times.Connecting > TimeSpan.Zero && answer.Times.TlsHandshaking > TimeSpan.Zero));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (second.Times.Connecting, second.Times.TlsHandshaking));
        Assert.True(first.Times.ConnectionWait >= first.Times.Connecting + first.Times.TlsHandshaking);
        Assert.Equal(RawServer.Ok.Length, first.BytesReceived);
        Assert.Equal(second.BytesSent, first.BytesSent);
        Assert.Equal(2, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_TlsOfAnotherName_IsTlsUnlessNothingIsVerified(TransportKind kind)
    {
        using var others = new TestCertificate("shop.example");
        await using var server = TlsServer.Answering(others.Certificate, RawServer.Ok);
        using var strict = new Sender(kind, new ConnectionPlan { Tls = new TlsSettings { Authorities = others.Authorities } });
        using var loose = new Sender(kind, new ConnectionPlan { Tls = new TlsSettings { Verify = false } });

        Assert.Equal("tls ", Text(await strict.Get($"https://localhost:{server.Port}/")));
        Assert.Equal("200 ok", Text(await loose.Get($"https://localhost:{server.Port}/")));
    }

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_TlsThatNobodyTrusts_IsTls(TransportKind kind)
    {
        await using var server = TlsServer.Answering(certificate.Certificate, RawServer.Ok);
        await using var plain = RawServer.Answering(RawServer.Ok);
        await using var noise = new RawServer((socket, _, ct) => RawServer.Send(socket, "220 mail.example.org ESMTP\r\n", ct));
        using var sender = new Sender(kind);

        Assert.Equal("tls ", Text(await sender.Get($"https://localhost:{server.Port}/")));
        Assert.Equal("tls ", Text(await sender.Get($"https://127.0.0.1:{noise.Port}/")));
        Assert.Equal("200 ok", Text(await sender.Get(plain.Url)));
        Assert.Equal(1, await sender.Loop.Ask(() => sender.Transport.Connections));
    }

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_TlsCutInTheBody_IsReset(TransportKind kind)
    {
        await using var server = TlsServer.Answering(certificate.Certificate, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        using var sender = new Sender(kind, Trusting);
        var answer = await sender.Get($"https://localhost:{server.Port}/");

        Assert.Equal("reset ", Text(answer));
        Assert.Equal((0, true), (answer.Status, answer.Failed));
    }

    /// <summary>What TLS holds is the system's memory: each connection gives it back when it is over, not when a collection comes by.</summary>
    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task Close_Tls_IsGivenBackAtOnce(TransportKind kind)
    {
        using var sessions = new TlsSessions();
        await using var server = TlsServer.Answering(certificate.Certificate, RawServer.Ok, RawServer.Ok);
        using var sender = new Sender(kind, Trusting with { Reuse = false });
        for (var i = 0; i < 20; i++) Assert.Equal("200 ok", Text(await sender.Get($"https://localhost:{server.Port}/")));
        await Poll.UntilAsync("all were given back", TimeSpan.FromSeconds(5), () => sessions.Agreed >= 40 && sessions.Open == 0);
    }

    [Fact]
    public void Missing_AuthoritiesThatAreNone_SaysSo()
    {
        Assert.Null(Trust.Missing(new TlsSettings { Authorities = certificate.Authorities }));
        Assert.Null(Trust.Missing(new TlsSettings { Verify = false }));
        Assert.StartsWith("tls.ca of harness.json cannot be read: ", Trust.Missing(new TlsSettings { Authorities = certificate.Authorities + "x" }), StringComparison.Ordinal);
        File.WriteAllText(certificate.Authorities, "nothing");
        Assert.Contains("in which there is no certificate", Trust.Missing(new TlsSettings { Authorities = certificate.Authorities }), StringComparison.Ordinal);
    }
}
