using Harness.Plans;
using Harness.Protocols;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>What goes out arrives as it is, whole, and each answer comes to the one who asked.</summary>
public sealed class RequestTests
{
    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_GetAndPost_ArriveAsTheyAre(TransportKind kind)
    {
        await using var server = RawServer.Echo();
        using var sender = new Sender(kind);
        var got = Text(await sender.Get(server.Url + "a/b?c=d%20e"));
        var posted = Text(await sender.Post(server.Url, "some text"u8.ToArray()));
        var bare = Text(await sender.Send(new Request { Method = "POST", Url = new Uri(server.Url), Timeout = Sender.Patience, KeepBody = true, Headers = [new("X-One", "1"), new("X-One", "2")] }, TestContext.Current.CancellationToken));

        Assert.StartsWith("200 GET /a/b?c=d%20e HTTP/1.1\r\n", got, StringComparison.Ordinal);
        Assert.Contains($"\r\nHost: 127.0.0.1:{server.Port}\r\n", got, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 9\r\n", posted, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: text/plain\r\n", posted, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nsome text", posted, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 0\r\n", bare, StringComparison.Ordinal);
        Assert.Contains("X-One: 1", bare, StringComparison.Ordinal);
        Assert.Equal(1, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_LargeBodies_AreWholeBothWays(TransportKind kind)
    {
        const int Up = 1 << 20, Down = 20 << 20;
        var head = $"HTTP/1.1 200 OK\r\nContent-Length: {Down}\r\n\r\n";
        var received = 0;
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            while (await RawServer.ReadRequest(socket, ct) is { } request)
            {
                received = request.Length;
                await RawServer.Send(socket, head, ct);
                await RawServer.Send(socket, new byte[Down], ct);
            }
        });
        using var sender = new Sender(kind);
        var body = new byte[Up];
        Random.Shared.NextBytes(body);
        foreach (var keep in (bool[])[false, true])
        {
            var answer = await sender.Send(new Request { Method = "POST", Url = new Uri(server.Url), Body = body, Timeout = Sender.Patience, KeepBody = keep }, TestContext.Current.CancellationToken);
            Assert.Equal((200, null), (answer.Status, answer.Error));
            Assert.Equal(head.Length + Down, answer.BytesReceived);
            Assert.Equal(received, answer.BytesSent);
            Assert.Equal(keep ? 16 << 20 : 0, answer.Body.Length); // no more is looked at
        }
        Assert.Equal(1, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_ManyAtOnce_EachGetsItsOwn(TransportKind kind)
    {
        await using var server = RawServer.Echo();
        using var sender = new Sender(kind);
        for (var round = 0; round < 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => sender.Get($"{server.Url}{i}-")));
            Assert.All(answers.Index(), one => Assert.StartsWith($"200 GET /{one.Index}- ", Text(one.Item), StringComparison.Ordinal));
        }
        Assert.InRange(server.Accepted, 1, 200);
    }
}
