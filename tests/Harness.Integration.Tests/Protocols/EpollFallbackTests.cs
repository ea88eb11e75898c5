using System.Diagnostics;
using Harness.Plans;
using Harness.Protocols.Loops;
using static Harness.Integration.Tests.Protocols.Sender;

namespace Harness.Integration.Tests.Protocols;

/// <summary>A system without epoll_pwait2, which waits in whole milliseconds: the same loop, and timers that are never early.</summary>
public sealed class EpollFallbackTests : IDisposable
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(60);

    public EpollFallbackTests() => Epoll.HasNanoseconds = false;

    public void Dispose() => Epoll.HasNanoseconds = true;

    [Fact]
    public async Task Send_WithoutNanoseconds_IsAnswered()
    {
        Assert.SkipUnless(EpollLoop.IsSupported, "epoll is Linux's");
        await using var server = RawServer.Answering(RawServer.Ok);
        using var sender = new Sender(TransportKind.Epoll);
        for (var i = 0; i < 100; i++) Assert.Equal("200 ok", Text(await sender.Get(server.Url)));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.Get(server.Url))), answer => Assert.Equal("200 ok", Text(answer)));

        Assert.False(Epoll.HasNanoseconds);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(25.3)]
    public async Task Delay_WithoutNanoseconds_IsNeverEarly(double milliseconds)
    {
        Assert.SkipUnless(EpollLoop.IsSupported, "epoll is Linux's");
        using var sender = new Sender(TransportKind.Epoll);
        var delay = TimeSpan.FromMilliseconds(milliseconds);
        for (var i = 0; i < 10; i++)
        {
            var took = TimeSpan.Zero;
            await sender.Loop.Run(async () =>
            {
                var began = Stopwatch.GetTimestamp();
                await sender.Loop.Delay(delay, TestContext.Current.CancellationToken);
                took = Stopwatch.GetElapsedTime(began);
            });
            Assert.InRange(took, delay, delay + Slack);
        }
    }
}
