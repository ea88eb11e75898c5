using Harness.Plans;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>Which connection carries a request: one that rests, a new one, or the next that is free.</summary>
public sealed class ConnectionReuseTests
{
    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_OneAfterTheOther_AreOnOneConnection(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        for (var i = 0; i < 100; i++) Assert.Equal("200 ok", Text(await sender.Get(server.Url)));

        Assert.Equal(1, server.Accepted);
        Assert.Equal(1, await sender.Loop.Ask(() => sender.Transport.Connections));
    }

    /// <summary>The server closes just when the second request comes, as one does that is tired of an idle connection.</summary>
    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_ServerClosesAnIdleConnection_OnlyWhatIsIdempotentGoesAgain(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, RawServer.Ok, ct);
            await RawServer.ReadRequest(socket, ct);
        });
        using var sender = new Sender(kind);
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));
        Assert.Equal(2, server.Accepted);
        Assert.Equal("reset ", Text(await sender.Post(server.Url, "x"u8.ToArray())));
        Assert.Equal(2, server.Accepted);
        Assert.Equal("200 ok", Text(await sender.Post(server.Url, "x"u8.ToArray())));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_ServerClosesEveryIdleConnection_GoesAgainUntilOneIsNew(TransportKind kind)
    {
        const int Idle = 3;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new RawServer(async (socket, number, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            if (number == Idle - 1) all.SetResult();
            if (number < Idle) await all.Task.WaitAsync(ct);
            await RawServer.Send(socket, RawServer.Ok, ct);
            await RawServer.ReadRequest(socket, ct);
        });
        using var sender = new Sender(kind);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, Idle).Select(_ => sender.Get(server.Url))), answer => Assert.Equal("200 ok", Text(answer)));
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));
        Assert.Equal(Idle + 1, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_ServerClosedAnIdleConnectionBefore_ANewOneIsMade(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, RawServer.Ok, ct);
        });
        using var sender = new Sender(kind);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("200 ok", Text(await sender.Post(server.Url, "x"u8.ToArray())));
            await Poll.UntilAsync("the transport saw the end", TimeSpan.FromSeconds(5), () => kind == TransportKind.HttpClient || sender.Loop.Ask(() => sender.Transport.Connections).Result == 0);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.Equal(3, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_MostConnections_OthersWaitForOne(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            while (await RawServer.ReadRequest(socket, ct) is not null)
            {
                await Task.Delay(30, ct);
                await RawServer.Send(socket, RawServer.Ok, ct);
            }
        });
        using var sender = new Sender(kind, new ConnectionPlan { Most = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => sender.Get(server.Url)));

        Assert.All(answers, answer => Assert.Equal("200 ok", Text(answer)));
        Assert.Equal((2, 2), (server.Accepted, server.MostOpen));
        Assert.True(answers.Max(answer => answer.Times.ConnectionWait) > TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_NoReuse_EachOnItsOwn(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind, new ConnectionPlan { Reuse = false });
        for (var i = 0; i < 5; i++) Assert.Equal("200 ok", Text(await sender.Get(server.Url)));

        Assert.Equal(5, server.Accepted);
    }

    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task Send_ReconnectAfterThree_EveryThirdIsTheLast(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind, new ConnectionPlan { ReconnectAfter = 3 });
        for (var i = 0; i < 7; i++) Assert.Equal("200 ok", Text(await sender.Get(server.Url)));

        Assert.Equal(3, server.Accepted);
    }
}
