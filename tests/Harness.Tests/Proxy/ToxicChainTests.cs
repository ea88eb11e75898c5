using System.Buffers;
using Harness.Proxy;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Proxy;

/// <summary>The clock of these counts 10,000 ticks a millisecond; chunks carry their number in their first byte.</summary>
public sealed class ToxicChainTests
{
    private readonly ToxicChain chain = new();

    [Fact]
    public void Advance_LatencyOf100Ms_ReleasesAtItsTickAndNotOneBefore()
    {
        chain.Add("slow", Latency(100));
        chain.Push(Numbered(1, at: Ms(5)));

        Assert.Equal(Ms(105), chain.NextDue());
        Assert.Empty(TakenBy(Ms(105) - 1));
        Assert.Equal([1], TakenBy(Ms(105)));
    }

    [Fact]
    public void Advance_ManyChunksAtOnce_AreHeldSideBySide()
    {
        chain.Add("slow", Latency(100));
        for (var number = 0; number < 100; number++)
            chain.Push(Numbered(number, at: Ms(number)));

        Assert.Equal(Enumerable.Range(0, 50), TakenBy(Ms(149)));
        Assert.Equal(Enumerable.Range(50, 50), TakenBy(Ms(199)));
    }

    [Fact]
    public void Advance_TwoLatencies_AddUp()
    {
        chain.Add("slow", Latency(100));
        chain.Add("slower", Latency(50));
        chain.Push(Numbered(1, at: 0));

        // Asked late, the second one still counts from when the first was due.
        Assert.Empty(TakenBy(Ms(120)));
        Assert.Equal(Ms(150), chain.NextDue());
        Assert.Equal([1], TakenBy(Ms(150)));
    }

    [Fact]
    public void Advance_Jitter_StaysInItsRangeAndInOrder()
    {
        const int count = 2_000;
        var delays = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var stage = Latency(100, jitter: 30, seed: (ulong)number);
            stage.Accept(Numbered(0, at: 0));
            delays.Add(stage.NextDue / 10_000.0);
        }

        Assert.All(delays, delay => Assert.InRange(delay, 70, 130));
        Assert.InRange(delays.Min(), 70, 71);
        Assert.InRange(delays.Max(), 129, 130);
        // The mean of 2,000 draws of a uniform distribution of width 60 has a standard deviation of 0.39.
        Assert.InRange(delays.Average(), 98, 102);
    }

    [Fact]
    public void Advance_JitterBeyondLatency_NeverReordersNorGoesBack()
    {
        chain.Add("jittery", Latency(1, jitter: 50));
        var taken = new List<int>();
        for (var number = 0; number < 200; number++)
        {
            chain.Push(Numbered(number, at: Ms(number)));
            taken.AddRange(TakenBy(Ms(number)));
        }

        taken.AddRange(TakenBy(Ms(300)));
        Assert.Equal(Enumerable.Range(0, 200), taken);
    }

    [Fact]
    public void Advance_EndOfStream_FollowsTheDataAtOnce()
    {
        chain.Add("slow", Latency(100));
        chain.Push(Numbered(1, at: 0));
        chain.Push(Chunk.End(Ms(10)));

        chain.Advance(Ms(100));

        Assert.True(chain.TryTake(out var data) && data.IsData);
        Assert.True(chain.TryTake(out var end) && end.Kind == ChunkKind.End);
    }

    [Fact]
    public void Remove_WhileHolding_ReleasesAllAtOnceInOrder()
    {
        chain.Add("slow", Latency(100));
        chain.Push(Numbered(1, at: 0));
        chain.Push(Numbered(2, at: 0));

        chain.Remove("slow", Ms(1));

        Assert.Equal([1, 2], TakenBy(Ms(1)));
        Assert.True(chain.IsEmpty);
        Assert.Equal(0, chain.HeldBytes);
    }

    [Fact]
    public void Remove_OneOfTwo_LeavesTheOtherToHoldFromNow()
    {
        chain.Add("slow", Latency(100));
        chain.Add("slower", Latency(50));
        chain.Push(Numbered(1, at: 0));

        chain.Remove("slow", Ms(20));
        chain.Remove("not there", Ms(20));

        Assert.Equal(Ms(70), chain.NextDue());
        Assert.Equal([1], TakenBy(Ms(70)));
    }

    [Fact]
    public void HasRoom_AtTheLimit_EndsUntilSomethingLeaves()
    {
        chain.Add("slow", Latency(100));
        const int size = 64 * 1024;
        for (var held = 0; held < ToxicChain.LimitBytes; held += size)
        {
            Assert.True(chain.HasRoom);
            chain.Push(Chunk.Data(new byte[size], 1, 0));
        }

        Assert.False(chain.HasRoom);
        Assert.Equal(ToxicChain.LimitBytes, chain.HeldBytes);
        chain.Advance(Ms(100));
        Assert.False(chain.HasRoom);
        Assert.True(chain.TryTake(out _));
        Assert.True(chain.HasRoom);
    }

    [Fact]
    public void Advance_ResetPeer_ResetsAfterTheFirstDataAndDropsTheRest()
    {
        chain.Add("reset", Reset(200));
        chain.Push(Numbered(1, at: Ms(10)));
        chain.Push(Numbered(2, at: Ms(20)));
        chain.Push(Chunk.End(Ms(30)));

        Assert.Equal(Ms(210), chain.NextDue());
        Assert.Empty(TakenBy(Ms(210) - 1));
        chain.Advance(Ms(210));
        Assert.True(chain.TryTake(out var reset) && reset.Kind == ChunkKind.Reset);
        Assert.False(chain.TryTake(out _));
        Assert.Equal(ToxicStage.Never, chain.NextDue());
    }

    [Fact]
    public void Remove_ResetPeerThatHasDroppedData_ResetsAtOnce()
    {
        chain.Add("reset", Reset(200));
        chain.Push(Numbered(1, at: 0));

        chain.Remove("reset", Ms(1));

        Assert.True(chain.TryTake(out var reset) && reset.Kind == ChunkKind.Reset);
    }

    [Theory]
    [InlineData(-5, -5)]
    [InlineData(0, 0)]
    public void Accept_NoOrNegativeDelay_ReleasesAtOnce(int latency, int jitter)
    {
        chain.Add("odd", Latency(latency, jitter));
        chain.Push(Numbered(1, at: Ms(3)));

        Assert.Equal([1], TakenBy(Ms(3)));
    }

    [Fact]
    public void Accept_LongestDelays_AreADayAndDoNotOverflow()
    {
        var toxic = new LatencyToxic { Name = "odd", Latency = TimeSpan.MaxValue, Jitter = TimeSpan.MaxValue };
        chain.Add("odd", new LatencyStage(toxic, new(TimeProvider.System, 1, null!)));
        chain.Push(Numbered(1, at: TimeProvider.System.GetTimestamp()));

        Assert.InRange(chain.NextDue(), 0, TimeProvider.System.GetTimestamp() + (2 * 86_400 * TimeProvider.System.TimestampFrequency));
    }

    private static long Ms(long milliseconds) => milliseconds * 10_000;

    private static LatencyStage Latency(int latency, int jitter = 0, ulong seed = 1) =>
        new(new() { Name = "latency", Latency = TimeSpan.FromMilliseconds(latency), Jitter = TimeSpan.FromMilliseconds(jitter) }, new(new FakeTimeProvider(), seed, null!));

    private static ResetPeerStage Reset(int timeout) =>
        new(new() { Name = "reset", Timeout = TimeSpan.FromMilliseconds(timeout) }, new(new FakeTimeProvider(), 1, null!));

    private static Chunk Numbered(int number, long at)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16);
        buffer[0] = (byte)number;
        return Chunk.Data(buffer, 1, at);
    }

    private List<int> TakenBy(long now)
    {
        chain.Advance(now);
        var taken = new List<int>();
        while (chain.TryTake(out var chunk))
            taken.Add(chunk.Buffer[0]);
        return taken;
    }
}
