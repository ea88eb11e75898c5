using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Harness.Plans;
using Harness.Protocols;

namespace Harness.Integration.Tests.Protocols;

/// <summary>
/// Servers that mean ill, or are ill: each becomes a classified error within its time-out and a bounded amount of memory, and the loop goes on to serve
/// others. Times: never early, and at most two seconds late, on a busy machine.
/// </summary>
public sealed class HostileServerTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);
    private const long MostGrowth = 64 << 20;

    private sealed record Case(string Error, double Seconds, Func<Socket, CancellationToken, Task> Serve, bool IsBig = false, bool Keep = false);

    private static Task Forever(CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);

    /// <summary>Sends a beginning, and then the same again and again, as fast as the client takes it.</summary>
    private static async Task Pour(Socket socket, string begin, string again, CancellationToken ct)
    {
        await RawServer.ReadRequest(socket, ct);
        await RawServer.Send(socket, begin, ct);
        var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, Math.Max(1, 65_536 / again.Length))));
        while (true) await RawServer.Send(socket, block, ct);
    }

    private static readonly Dictionary<string, Case> Cases = new()
    {
        ["never answers"] = new(TransportError.Timeout, 0.7, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await Forever(ct);
        }),
        ["a byte a second"] = new(TransportError.Timeout, 1.5, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            foreach (var one in RawServer.Ok)
            {
                await RawServer.Send(socket, one.ToString(), ct);
                await Task.Delay(1000, ct);
            }
        }),
        ["closes in the head"] = new(TransportError.Reset, 10, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, "HTTP/1.1 200 OK\r\nContent-", ct);
        }),
        ["closes in the body"] = new(TransportError.Reset, 10, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", ct);
        }),
        ["closes in a chunk"] = new(TransportError.Reset, 10, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf", ct);
        }),
        ["garbage"] = new(TransportError.Protocol, 10, async (socket, ct) =>
        {
            await RawServer.ReadRequest(socket, ct);
            await RawServer.Send(socket, "\u0001\u0002 no HTTP at all\r\n\r\n\0\0\0\r\n", ct);
            await Forever(ct);
        }),
        ["garbage before it was asked"] = new(TransportError.Protocol, 10, async (socket, ct) =>
        {
            await RawServer.Send(socket, "SSH-2.0-OpenSSH_9.9\r\n", ct);
            await Forever(ct);
        }),
        ["endless headers"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\n", "X-Endless: and on and on\r\n", ct)),
        ["an endless header"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\nX-Endless: ", "x", ct)),
        ["an endless status line"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "HTTP/1.1 200 ", "O", ct)),
        ["endless trailers"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Endless: and on and on\r\n", ct)),
        ["an endless chunk extension"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", "x", ct)),
        ["endless 1xx"] = new(TransportError.Protocol, 10, (socket, ct) => Pour(socket, "", "HTTP/1.1 102 Processing\r\n\r\n", ct)),
        ["10 GB"] = new(TransportError.Timeout, 2, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", "x", ct), IsBig: true),
        ["10 GB of which the beginning is kept"] = new(TransportError.Timeout, 2, (socket, ct) => Pour(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n", "x", ct), IsBig: true, Keep: true),
        ["endless chunks of one byte, status 500"] = new(TransportError.Timeout, 1, (socket, ct) => Pour(socket, "HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n", ct), IsBig: true),
        ["accepts and closes at once"] = new(TransportError.Reset, 10, (_, _) => Task.CompletedTask),
        ["accepts and resets at once"] = new(TransportError.Reset, 10, (socket, _) =>
        {
            socket.LingerState = new LingerOption(true, 0);
            return Task.CompletedTask;
        }),
    };

    public static TheoryData<TransportKind, string> Hostile
    {
        get
        {
            var data = new TheoryData<TransportKind, string>();
            foreach (var kind in Sender.All)
            {
                foreach (var name in Cases.Keys) data.Add(kind, name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Send_Hostile_IsAClassifiedErrorInTime(TransportKind kind, string name)
    {
        var hostile = Cases[name];
        await using var bad = new RawServer((socket, _, ct) => hostile.Serve(socket, ct));
        await using var good = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        Assert.Equal(200, (await sender.Get(good.Url)).Status); // compiles what is used
        using var memory = new MemoryPeak();
        var timeout = TimeSpan.FromSeconds(hostile.Seconds);
        var watch = Stopwatch.StartNew();
        var answer = await sender.Get(bad.Url, timeout, hostile.Keep);
        var took = watch.Elapsed;

        Assert.True(hostile.Error == answer.Error, $"{answer.Error ?? "no error"}: {answer.ErrorMessage}");
        Assert.NotEqual("", answer.ErrorMessage);
        Assert.True(took < timeout + Slack, $"it took {took}");
        if (answer.Error == TransportError.Timeout) Assert.True(took >= timeout, $"it took {took}");
        if (hostile.IsBig) Assert.True(answer.BytesReceived > 0);
        Assert.InRange(memory.Growth(), long.MinValue, MostGrowth);
        var after = await sender.Get(good.Url, TimeSpan.FromSeconds(5));
        Assert.Equal((200, "ok"), (after.Status, Encoding.ASCII.GetString(after.Body.Span)));
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_WhileABodyPoursIn_OthersOnTheLoopAreServed(TransportKind kind)
    {
        await using var bad = new RawServer((socket, _, ct) => Cases["10 GB"].Serve(socket, ct));
        await using var good = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        Assert.Equal(200, (await sender.Get(good.Url)).Status);
        var pouring = sender.Get(bad.Url, TimeSpan.FromSeconds(1.5), keepBody: false);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await sender.Get(good.Url, TimeSpan.FromSeconds(1))).Status);

        Assert.False(pouring.IsCompleted);
        Assert.Equal(TransportError.Timeout, (await pouring).Error);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_RefusesEverything_EachIsRefused(TransportKind kind)
    {
        var port = FreePort.Take();
        await using var good = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(kind);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.Get($"http://127.0.0.1:{port}/")));

        Assert.All(answers, answer => Assert.Equal(TransportError.Refused, answer.Error));
        Assert.Equal(200, (await sender.Get(good.Url)).Status);
    }

    /// <summary>How much the process grew at most, seen every 50 ms; the garbage of before is taken away first.</summary>
    private sealed class MemoryPeak : IDisposable
    {
        private readonly long before;
        private readonly Timer timer;
        private long peak;

        public MemoryPeak()
        {
            GC.Collect();
            peak = before = Environment.WorkingSet;
            timer = new Timer(_ => Look(), null, 0, 50);
        }

        private void Look() => peak = Math.Max(peak, Environment.WorkingSet);

        public long Growth()
        {
            Look();
            return peak - before;
        }

        public void Dispose() => timer.Dispose();
    }
}
