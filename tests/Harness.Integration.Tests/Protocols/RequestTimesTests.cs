using System.Net;
using System.Net.Sockets;
using System.Text;
using Harness.Plans;
using Harness.Protocols;
using Harness.Proxy;

namespace Harness.Integration.Tests.Protocols;

/// <summary>The parts of a request's time against a server whose delays are known. Timers are late, never early: bounds are from the delay to 60 ms above.</summary>
public sealed class RequestTimesTests : IDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    private static readonly TimeSpan BeforeHead = TimeSpan.FromMilliseconds(120), BeforeEnd = TimeSpan.FromMilliseconds(80), Slack = TimeSpan.FromMilliseconds(60);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly PreciseTime time = new();

    public RequestTimesTests() => listener.Start();

    public void Dispose()
    {
        listener.Dispose();
        time.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_SlowHeadAndSlowBody_EachPartIsWhatItWas(TransportKind kind)
    {
        var ct = TestContext.Current.CancellationToken;
        using var sender = new Sender(kind, time: time);
        await using (var other = RawServer.Answering(RawServer.Ok)) await sender.Post(other.Url, new byte[1000]); // compiles what is measured
        var serving = Serve(answers: 2, ct);
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/x");
        var request = new Request { Method = "POST", Url = url, Headers = [], Body = new byte[1000], ContentType = "text/plain", Timeout = TimeSpan.FromSeconds(10) };
        var first = await sender.Send(request, ct);
        var second = await sender.Send(request, ct);
        var received = await serving;

        foreach (var answer in (Answer[])[first, second])
        {
            Assert.Equal(200, answer.Status);
            Assert.InRange(answer.Times.Waiting, BeforeHead - TimeSpan.FromMilliseconds(1), BeforeHead + Slack);
            // It begins when the first byte is read: what that is late by, on a machine that does other things too, is missing here.
            Assert.InRange(answer.Times.Receiving, BeforeEnd - TimeSpan.FromMilliseconds(20), BeforeEnd + Slack);
            Assert.InRange(answer.Times.Sending, TimeSpan.Zero, Slack);
            Assert.Equal(answer.Times.Sending + answer.Times.Waiting + answer.Times.Receiving, answer.Times.Duration);
            Assert.Equal(TimeSpan.Zero, answer.Times.TlsHandshaking);
            Assert.Equal(Head.Length + 4, answer.BytesReceived);
        }
        Assert.True(first.Times.Connecting > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, second.Times.Connecting);
        Assert.InRange(first.Times.ConnectionWait, first.Times.Connecting, Slack);
        Assert.Equal(received, first.BytesSent + second.BytesSent);
    }

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
    public async Task Send_NobodyListens_WaitedForAConnectionAndForNothingElse(TransportKind kind)
    {
        var port = FreePort.Take();
        using var sender = new Sender(kind, time: time);
        var answer = await sender.Send(new Request { Method = "GET", Url = new Uri($"http://127.0.0.1:{port}/"), Headers = [], Timeout = TimeSpan.FromSeconds(10) }, TestContext.Current.CancellationToken);

        Assert.Equal(TransportError.Refused, answer.Error);
        Assert.Equal((TimeSpan.Zero, 0, 0), (answer.Times.Duration, answer.BytesSent, answer.BytesReceived));
        Assert.True(answer.Times.ConnectionWait > TimeSpan.Zero);
    }

    /// <summary>Answers requests on one connection, slowly; returns how many bytes came.</summary>
    private async Task<long> Serve(int answers, CancellationToken ct)
    {
        using var socket = await listener.AcceptSocketAsync(ct);
        socket.NoDelay = true;
        var received = 0L;
        for (var i = 0; i < answers; i++)
        {
            var text = "";
            var buffer = new byte[65_536];
            while (!IsWhole(text))
            {
                var read = await socket.ReceiveAsync(buffer, ct);
                Assert.NotEqual(0, read);
                received += read;
                text += Encoding.ASCII.GetString(buffer, 0, read);
            }
            await Task.Delay(BeforeHead, time, ct);
            await socket.SendAsync(Encoding.ASCII.GetBytes(Head + "ab"), ct);
            await Task.Delay(BeforeEnd, time, ct);
            await socket.SendAsync("cd"u8.ToArray(), ct);
        }
        return received;
    }

    private static bool IsWhole(string request) => request.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end && request.Length >= end + 4 + 1000;
}
