using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Harness.Plans;
using Harness.Protocols;

namespace Harness.Integration.Tests.Protocols;

/// <summary>What every transport must do alike. Times: never early, and at most a second late, on a busy machine.</summary>
public sealed class TransportTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    public static TheoryData<TransportKind> Kinds => Sender.Kinds;

    private static string Text(Answer answer) => $"{answer.Error ?? answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture)} {Encoding.Latin1.GetString(answer.Body.Span)}";

    /// <summary>Answers with what the request was.</summary>
    private static RawServer Echo(IPAddress? address = null) => new(async (socket, _, ct) =>
    {
        while (await RawServer.ReadRequest(socket, ct) is { } request)
            await RawServer.Send(socket, $"HTTP/1.1 200 OK\r\nContent-Length: {request.Length}\r\n\r\n{request}", ct);
    }, address);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_GetAndPost_ArriveAsTheyAre(TransportKind kind)
    {
        await using var server = Echo();
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
    [MemberData(nameof(Kinds))]
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

    [Theory]
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
    public async Task Send_ManyAtOnce_EachGetsItsOwn(TransportKind kind)
    {
        await using var server = Echo();
        using var sender = new Sender(kind);
        for (var round = 0; round < 2; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => sender.Get($"{server.Url}{i}-")));
            Assert.All(answers.Index(), one => Assert.StartsWith($"200 GET /{one.Index}- ", Text(one.Item), StringComparison.Ordinal));
        }
        Assert.InRange(server.Accepted, 1, 200);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
    public async Task Send_NoConnectionBecomesFree_IsAConnectTimeout(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var sender = new Sender(kind, new ConnectionPlan { Most = 1 });
        var holding = sender.Get(server.Url, TimeSpan.FromSeconds(2));
        await Poll.UntilAsync("the first holds it", TimeSpan.FromSeconds(5), () => server.Accepted == 1);
        Assert.Equal("connect-timeout ", Text(await sender.Get(server.Url, TimeSpan.FromMilliseconds(300))));
        Assert.Equal("response-timeout ", Text(await holding));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
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

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_Bind_ComesFromThere(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind, new ConnectionPlan { Bind = IPAddress.Parse("127.0.0.2") });
        Assert.Equal("200 ok", Text(await sender.Get(server.Url)));

        Assert.Equal(["127.0.0.2"], server.Peers.Select(peer => peer.ToString()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_IPv6_IsReachedAndNamed(TransportKind kind)
    {
        if (!Socket.OSSupportsIPv6) return; // nothing to reach here
        await using var server = Echo(IPAddress.IPv6Loopback);
        using var sender = new Sender(kind, new ConnectionPlan { Family = AddressFamily.InterNetworkV6 });

        Assert.Contains($"\r\nHost: [::1]:{server.Port}\r\n", Text(await sender.Get(server.Url)), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_Name_IsLookedUp(TransportKind kind)
    {
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sender.Get($"http://localhost:{server.Port}/")));

        Assert.All(answers, answer => Assert.Equal("200 ok", Text(answer)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
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
        Assert.All(none, answer => Assert.Equal("connect-refused ", Text(answer)));
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
    [MemberData(nameof(Kinds))]
    public async Task Send_NoWayThere_IsUnreachable(TransportKind kind)
    {
        using var sender = new Sender(kind);
        var answer = await sender.Get("http://255.255.255.255/");

        Assert.Equal("connect-unreachable ", Text(answer));
        Assert.Equal((0, TimeSpan.Zero), (answer.BytesSent, answer.Times.Duration));
    }

    /// <summary>A listener whose backlog is full: the system answers no further connection.</summary>
    private sealed class FullListener : IDisposable
    {
        private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly List<Socket> waiting = [];

        public FullListener()
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(0);
            for (var isFull = false; !isFull; isFull = !waiting[^1].Connected)
            {
                waiting.Add(new Socket(SocketType.Stream, ProtocolType.Tcp));
                _ = waiting[^1].ConnectAsync(listener.LocalEndPoint!);
                Thread.Sleep(50);
            }
        }

        public string Url => $"http://{listener.LocalEndPoint}/".Replace("[::ffff:127.0.0.1]", "127.0.0.1", StringComparison.Ordinal);

        public void Dispose()
        {
            foreach (var socket in waiting) socket.Dispose();
            listener.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_NoConnectionIsMade_EachIsAConnectTimeoutInItsOwnTime(TransportKind kind)
    {
        using var full = new FullListener();
        using var sender = new Sender(kind);
        var first = sender.Get(full.Url, TimeSpan.FromMilliseconds(500));
        await Task.Delay(300, TestContext.Current.CancellationToken);
        var watch = Stopwatch.StartNew();
        var later = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => sender.Get(full.Url, TimeSpan.FromMilliseconds(600))));
        var took = watch.Elapsed;

        Assert.Equal("connect-timeout ", Text(await first));
        Assert.All(later, answer => Assert.Equal("connect-timeout ", Text(answer)));
        Assert.All(later, answer => Assert.InRange(answer.Times.ConnectionWait, TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(600) + Slack));
        Assert.InRange(took, TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(600) + Slack);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_ResetInTheMiddle_IsReset(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", ct);
            await Task.Delay(50, ct);
            socket.LingerState = new LingerOption(true, 0);
        });
        using var sender = new Sender(kind);

        Assert.Equal("reset ", Text(await sender.Get(server.Url)));
        Assert.Equal(1, server.Accepted);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_TlsThatNobodyTrusts_IsTls(TransportKind kind)
    {
        using var key = RSA.Create(2048);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            using var tls = new SslStream(new NetworkStream(socket));
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = made }, ct);
                _ = await tls.ReadAsync(new byte[1], ct);
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
            }
        });
        await using var plain = RawServer.Answering(RawServer.Ok);
        await using var noise = new RawServer((socket, _, ct) => RawServer.Send(socket, "220 mail.example.org ESMTP\r\n", ct));
        using var sender = new Sender(kind);

        Assert.Equal("tls ", Text(await sender.Get($"https://localhost:{server.Port}/")));
        Assert.Equal("tls ", Text(await sender.Get($"https://127.0.0.1:{noise.Port}/")));
        Assert.Equal("200 ok", Text(await sender.Get(plain.Url)));
        Assert.Equal(1, await sender.Loop.Ask(() => sender.Transport.Connections));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Send_Cancelled_IsInterrupted(TransportKind kind)
    {
        await using var server = new RawServer(async (socket, _, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var sender = new Sender(kind);
        using var stop = new CancellationTokenSource(200);
        var watch = Stopwatch.StartNew();
        var request = new Request { Method = "GET", Url = new Uri(server.Url), Timeout = Sender.Patience };

        Assert.Equal("interrupted ", Text(await sender.Send(request, stop.Token)));
        Assert.InRange(watch.Elapsed, TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(200) + Slack);
        Assert.Equal("interrupted ", Text(await sender.Send(request, stop.Token)));
    }

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
    [MemberData(nameof(Kinds))]
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
    [MemberData(nameof(Kinds))]
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
