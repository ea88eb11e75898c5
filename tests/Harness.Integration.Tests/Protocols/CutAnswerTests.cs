using System.Net.Sockets;
using Harness.Plans;
using Harness.Protocols;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>An answer that breaks off is an error, whatever told where it should have ended and whoever looks at it: of a status that came before, nothing is left.</summary>
public sealed class CutAnswerTests
{
    private static readonly Dictionary<string, string> Cut = new()
    {
        ["in the head"] = "HTTP/1.1 200 OK\r\nContent-",
        ["behind the head"] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        ["in a counted body"] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        ["in a counted body of an error"] = "HTTP/1.1 503 No\r\nContent-Length: 100\r\n\r\nhalf",
        ["in a counted body of which only the beginning is kept"] = $"HTTP/1.1 500 No\r\nContent-Length: 1000\r\n\r\n{new string('x', 600)}",
        ["in a chunk's size"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n6",
        ["in a chunk"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
        ["between chunks"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        ["before the trailers are over"] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\nX-Sum: 1\r\n",
    };

    public static TheoryData<TransportKind, string> All
    {
        get
        {
            var data = new TheoryData<TransportKind, string>();
            foreach (var kind in Sender.All)
            {
                foreach (var where in Cut.Keys) data.Add(kind, where);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Send_PeerClosesBeforeTheEnd_IsResetAndNoStatus(TransportKind kind, string where)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, Cut[where], ct);
        });
        using var sender = new Sender(kind);
        foreach (var keep in (bool[])[true, false])
        {
            var answer = await sender.Get(server.Url, keepBody: keep);

            Assert.Equal((TransportError.Reset, TransportError.Reset, 0, true), (answer.Error, answer.Outcome, answer.Status, answer.Failed));
            Assert.NotEqual("", answer.ErrorMessage);
            Assert.Equal((Cut[where].Length, 0), (answer.BytesReceived, answer.Body.Length));
        }
        Assert.Equal(2, server.Accepted); // nothing is sent again of which a part was answered
    }

    [Theory]
    [MemberData(nameof(Kinds), MemberType = typeof(Sender))]
    public async Task Send_ResetInTheMiddle_IsReset(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, number, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            // A body without a length ends where the peer closes in good order, and nowhere else.
            await RawServer.Send(socket, number == 0 ? "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf" : "HTTP/1.1 200 OK\r\n\r\nhalf", ct);
            await Task.Delay(50, ct);
            socket.LingerState = new LingerOption(true, 0);
        });
        using var sender = new Sender(kind);

        Assert.Equal("reset ", Text(await sender.Get(server.Url)));
        Assert.Equal("reset ", Text(await sender.Get(server.Url)));
        Assert.Equal(2, server.Accepted);
    }
}
