using System.Diagnostics;
using Harness.Plans;
using Harness.Protocols;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>How long a request waits: never less than its time-out, and at most a second more, on a busy machine.</summary>
public sealed class PatienceTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Theory]
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
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
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
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
    [MemberData(nameof(Sender.Kinds), MemberType = typeof(Sender))]
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
}
