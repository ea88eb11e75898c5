using System.IO.Compression;
using System.Text;
using Harness.Plans;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>Bodies that are looked at are decoded, and what they hold is bounded.</summary>
public sealed class ContentEncodingTests
{
    private static byte[] Encoded(string coding, byte[] body)
    {
        using var into = new MemoryStream();
        using (Stream encoder = coding switch { "gzip" => new GZipStream(into, CompressionLevel.Optimal), "br" => new BrotliStream(into, CompressionLevel.Optimal), "raw" => new DeflateStream(into, CompressionLevel.Optimal), _ => new ZLibStream(into, CompressionLevel.Optimal) })
            encoder.Write(body);
        return into.ToArray();
    }

    private static RawServer ServerOf(string name, byte[] body, string status = "200 OK") => new(async (socket, _, ct) =>
    {
        while (await RawServer.ReadRequest(socket, ct) is not null)
        {
            await RawServer.Send(socket, $"HTTP/1.1 {status}\r\nContent-Encoding: {name}\r\nContent-Length: {body.Length}\r\n\r\n", ct);
            await RawServer.Send(socket, body, ct);
        }
    });

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_EncodedBody_IsDecodedWhereItIsLookedAt(TransportKind kind)
    {
        const string Json = "{ \"items\": [ { \"sku\": \"äpfel\" } ] }";
        var body = Encoding.UTF8.GetBytes(Json);
        (string Name, byte[] Body)[] codings = [("gzip", Encoded("gzip", body)), ("x-gzip", Encoded("gzip", body)), ("br", Encoded("br", body)), ("deflate", Encoded("deflate", body)),
            ("deflate", Encoded("raw", body)), ("identity", body), ("GZip", Encoded("gzip", body)), ("deflate, gzip", Encoded("gzip", Encoded("deflate", body))), ("unknown", body)];
        using var sender = new Sender(kind);
        foreach (var (name, encoded) in codings)
        {
            await using var server = ServerOf(name, encoded);
            Assert.Equal((200, Json), (await sender.Get(server.Url) is var answer ? answer.Status : 0, Encoding.UTF8.GetString(answer.Body.Span)));
            var skipped = await sender.Get(server.Url, keepBody: false);
            Assert.Equal((200, 0, answer.BytesReceived), (skipped.Status, skipped.Body.Length, skipped.BytesReceived));
        }
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_EncodedBodyThatIsLargeOrBroken_IsBounded(TransportKind kind)
    {
        using var sender = new Sender(kind);
        await using var large = ServerOf("gzip", Encoded("gzip", new byte[100 << 20]));
        var answer = await sender.Get(large.Url);
        Assert.Equal((200, 16 << 20), (answer.Status, answer.Body.Length));

        await using var broken = ServerOf("gzip", "this is no gzip at all"u8.ToArray());
        Assert.Equal("protocol ", Text(await sender.Get(broken.Url)));

        await using var failed = ServerOf("gzip", Encoded("gzip", "the disk is full"u8.ToArray()), "500 No");
        Assert.Equal("500 the disk is full", Text(await sender.Get(failed.Url, keepBody: false)));

        await using var brokenFailed = ServerOf("gzip", "this is no gzip at all"u8.ToArray(), "500 No");
        Assert.Equal(500, (await sender.Get(brokenFailed.Url, keepBody: false)).Status);
    }
}
