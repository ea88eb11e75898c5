using Harness.Plans;
using Harness.Protocols;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>What comes back is read to its end, however that is told and however it is cut on its way, and not beyond.</summary>
public sealed class ResponseTests
{
    private static readonly Dictionary<string, (string Method, string Response, string Expected, bool IsReused)> Responses = new()
    {
        ["HEAD"] = ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "200 ", true),
        ["HEAD, chunked"] = ("HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "200 ", true),
        ["204"] = ("GET", "HTTP/1.1 204 No Content\r\n\r\n", "204 ", true),
        ["304 with a length"] = ("GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "304 ", true),
        ["no body"] = ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200 ", true),
        ["chunks and trailers"] = ("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=\"b\"\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n", "200 hello world", true),
        ["until close"] = ("GET", "HTTP/1.1 200 OK\r\n\r\nhello", "200 hello", false),
        ["HTTP/1.0"] = ("GET", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 hello", false),
        ["Connection: close"] = ("GET", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", "200 hello", false),
        ["an interim one before"] = ("GET", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "200 hello", true),
        ["one that nobody asked for behind"] = ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong", "200 hello", false),
        ["an error with its reason"] = ("GET", "HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nsorry", "503 sorry", true),
        ["a redirect is an answer"] = ("GET", "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "302 ", true),
    };

    public static TheoryData<TransportKind, string> AllResponses
    {
        get
        {
            var data = new TheoryData<TransportKind, string>();
            foreach (var kind in Sender.All)
            {
                foreach (var name in Responses.Keys) data.Add(kind, name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(AllResponses))]
    public async Task Send_EveryWayToEndABody_IsReadAndTheConnectionReusedWhereItMay(TransportKind kind, string name)
    {
        var (method, response, expected, isReused) = Responses[name];
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            while (await RawServer.ReadRequest(socket, ct) is not null)
            {
                await RawServer.Send(socket, response, ct);
                if (name is "until close" or "HTTP/1.0") return;
            }
        });
        using var sender = new Sender(kind);
        for (var i = 0; i < 3; i++)
            Assert.Equal(expected, Text(await sender.Send(new Request { Method = method, Url = new Uri(server.Url), Timeout = Sender.Patience, KeepBody = true }, TestContext.Current.CancellationToken)));

        Assert.Equal(isReused ? 1 : 3, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_ResponseSplitAtEveryByte_IsTheSame(TransportKind kind)
    {
        const string Response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n";
        var cut = 0;
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            while (await RawServer.ReadRequest(socket, ct) is not null)
            {
                cut++;
                await RawServer.Send(socket, Response[..cut], ct);
                await Task.Delay(2, ct);
                await RawServer.Send(socket, Response[cut..], ct);
            }
        });
        using var sender = new Sender(kind);
        for (var i = 1; i < Response.Length; i++) Assert.Equal("200 hello!", Text(await sender.Get(server.Url)));

        Assert.Equal(1, server.Accepted);
    }
}
