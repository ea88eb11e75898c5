using System.Net;
using System.Net.Sockets;
using Harness.Plans;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>Where a connection leads and comes from: names, addresses of both kinds, own addresses. Times: never early, and at most a second late, on a busy machine.</summary>
public sealed class AddressTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_Bind_ComesFromThere(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind, new ConnectionPlan { Bind = IPAddress.Parse("127.0.0.2") });
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));

        Assert.Equal(["127.0.0.2"], server.Peers.Select(peer => peer.ToString()));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_IPv6_IsReachedAndNamed(TransportKind kind)
    {
        if (!Socket.OSSupportsIPv6) return; // nothing to reach here
        await using var server = RawServer.Echo(IPAddress.IPv6Loopback);
        using var sender = new Sender(kind, new ConnectionPlan { Family = AddressFamily.InterNetworkV6 });

        Assert.Contains($"\r\nHost: [::1]:{server.Port}\r\n", Text(await sender.Get(server.Url)), StringComparison.Ordinal);
    }

    /// <summary>A plan that says so is refused; here nobody read one.</summary>
    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_AddressOfTheOtherKind_IsDns(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        foreach (var plan in (ConnectionPlan[])[new() { Family = AddressFamily.InterNetworkV6 }, new() { Bind = IPAddress.IPv6Loopback }])
        {
            using var sender = new Sender(kind, plan);
            Assert.Equal("dns ", Text(await sender.Get(server.Url)));
            Assert.Equal("dns ", Text(await sender.Get(server.Url)));
        }
        Assert.Equal(0, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_Name_IsLookedUp(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.Get($"http://localhost:{server.Port}/")));

        Assert.All(answers, answer => Assert.Equal("200 ok", Text(answer)));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_NameThatIsNone_IsDns(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sender.Get("http://does-not-exist.invalid/")));

        Assert.All(answers, answer => Assert.Equal("dns ", Text(answer)));
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));
    }

    /// <summary>The server listens on the second of the name's addresses only, as many a one that is called localhost.</summary>
    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task Send_NameWithSeveralAddresses_IsReachedWhereOneAnswers(TransportKind kind)
    {
        var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind, lookUp: (_, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9"), IPAddress.Loopback]));
        var url = $"http://shop.example:{server.Port}/";
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => sender.Get(url)));
        await server.DisposeAsync();
        var none = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => sender.Get(url)));

        Assert.All(answers, answer => Assert.Equal("200 ok", Text(answer)));
        // A listener that is closing may have taken a connection or two that nobody accepts any more.
        Assert.All(none, answer => Assert.Contains(Text(answer), (string[])["connect-refused ", "reset "]));
        Assert.Contains("connect-refused ", none.Select(Text));
    }

    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task Send_DnsIsSilent_EachIsDnsInItsOwnTime(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        var found = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var sender = new Sender(kind, lookUp: (_, _, _) => found.Task);
        var url = $"http://shop.example:{server.Port}/";
        var first = sender.Get(url, TimeSpan.FromMilliseconds(300));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var patient = sender.Get(url);
        Assert.Equal("dns ", Text(await sender.Get(url, TimeSpan.FromMilliseconds(300)) is var second ? second : default));
        Assert.InRange(second.Times.ConnectionWait, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300) + Slack);
        Assert.Equal("dns ", Text(await first));
        found.SetResult([IPAddress.Loopback]);
        Assert.Equal("200 ok", Text(await patient));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_NoWayThere_IsUnreachable(TransportKind kind)
    {
        using var sender = new Sender(kind);
        var answer = await sender.Get("http://255.255.255.255/");

        Assert.Equal("connect-unreachable ", Text(answer));
        Assert.Equal((0, TimeSpan.Zero), (answer.BytesSent, answer.Times.Duration));
    }
}
