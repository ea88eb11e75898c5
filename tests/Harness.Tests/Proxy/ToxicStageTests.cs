using Harness.Proxy;

namespace Harness.Tests.Proxy;

/// <summary>What each of Toxiproxy's toxics makes of one stream, with a clock by hand.</summary>
public sealed class ToxicStageTests
{
    [Fact]
    public void Bandwidth_OneKilobyteASecond_SendsAHundredBytesEachTenthOfASecond()
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = 1 });
        bed.Push(new string('a', 250));
        bed.End();

        Assert.Equal(100, bed.NextDue);
        Assert.Equal("", bed.At(99.9));
        Assert.Equal(100, bed.At(100).Length);
        Assert.Equal(100, bed.At(200).Length);
        Assert.Equal(new string('a', 50) + "[End]", bed.At(250));
    }

    [Fact]
    public void Bandwidth_WhileMoreWaitsThanIsSentIn20Ms_TheSenderIsHeldBack()
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = 1 });
        bed.Push("abc");
        bed.Push(new string('d', 19));
        Assert.True(bed.HasRoom);
        bed.Push("e");
        Assert.False(bed.HasRoom);
        Assert.Equal("abc", bed.At(3));
        Assert.True(bed.HasRoom);
    }

    [Fact]
    public void Bandwidth_WhatIsReadAheadWhileTimersAreLate_LeavesWhenTheLineWouldHaveSentIt()
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = 1 });
        bed.Push("abc");
        bed.Push("def", atMs: 1);
        Assert.Equal("abc", bed.At(5));
        Assert.Equal(6, bed.NextDue);
        bed.Push("ghi", atMs: 5);
        Assert.Equal("defghi", bed.At(9));
    }

    [Fact]
    public void Bandwidth_RenewedWithTheSameRate_GoesOnAsBefore()
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = 1 });
        bed.Push("abcdefghij");
        bed.Change(new BandwidthToxic { Name = "b", Rate = 1, Ttl = TimeSpan.FromSeconds(1) }, atMs: 9);
        Assert.Equal(10, bed.NextDue);
        bed.Change(new BandwidthToxic { Name = "b", Rate = 2 }, atMs: 9);
        Assert.Equal(14, bed.NextDue);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public void Bandwidth_NoRate_NothingPassesUntilItHasOne(long rate)
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = rate });
        bed.Push("abc");
        Assert.Equal("", bed.At(1e9));
        Assert.Equal(double.PositiveInfinity, bed.NextDue);

        bed.Change(new BandwidthToxic { Name = "b", Rate = 1 }, atMs: 1e9);

        Assert.Equal("abc", bed.At(1e9 + 3));
    }

    [Fact]
    public void Bandwidth_HighestRate_PassesAtOnce()
    {
        var bed = new StageTestBed(new BandwidthToxic { Name = "b", Rate = long.MaxValue });
        bed.Push("abc");
        Assert.Equal("abc", bed.At(0.0001));
    }

    [Fact]
    public void SlowClose_DataAtOnceAndTheEndLater()
    {
        var bed = new StageTestBed(new SlowCloseToxic { Name = "s", Delay = TimeSpan.FromMilliseconds(500) });
        bed.Push("abc", 5);
        bed.End(10);
        Assert.Equal("abc", bed.At(5));
        Assert.Equal("", bed.At(509));
        Assert.Equal("[End]", bed.At(510));
    }

    [Fact]
    public void Timeout_ClosesWhenNothingCameForSoLong()
    {
        var bed = new StageTestBed(new TimeoutToxic { Name = "t", Timeout = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(100, bed.NextDue);
        bed.Push("abc", 60);
        Assert.Equal("", bed.At(159));
        Assert.Equal("[Close]", bed.At(160));
    }

    [Fact]
    public void Timeout_Zero_StaysOpenUntilRemoved()
    {
        var bed = new StageTestBed(new TimeoutToxic { Name = "t" });
        bed.Push("abc", 60);
        Assert.Equal("", bed.At(1e9));
        bed.Remove("t", 1e9);
        Assert.Equal("[Close]", bed.At(1e9));
    }

    [Fact]
    public void Slicer_AverageAndVariation_PiecesStayWithinThemAndLoseNothing()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)('a' + (i % 26))));
        var bed = new StageTestBed(new SlicerToxic { Name = "s", AverageSize = 100, SizeVariation = 20 });
        bed.Push(text);
        var pieces = bed.PiecesAt(0);
        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 120));
        Assert.True(pieces.Select(piece => piece.Length).Distinct().Count() > 10);
    }

    [Fact]
    public void Slicer_Delay_IsAfterEachPiece()
    {
        var bed = new StageTestBed(new SlicerToxic { Name = "s", AverageSize = 2, Delay = TimeSpan.FromMilliseconds(10) });
        bed.Push("abcd");
        bed.End();
        Assert.Equal("ab", bed.At(0));
        Assert.Equal("cd", bed.At(10));
        Assert.Equal("[End]", bed.At(20));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-5, 3)]
    [InlineData(1, 100)]
    [InlineData(3, 3)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public void Slicer_AttributesThatMakeNoSense_AreHarmless(long average, long variation)
    {
        var bed = new StageTestBed(new SlicerToxic { Name = "s", AverageSize = average, SizeVariation = variation, Delay = TimeSpan.FromMicroseconds(-1) });
        bed.Push("abcdefghij");
        Assert.Equal("abcdefghij", bed.At(0));
    }

    [Theory]
    [InlineData(5, "abcde[Close]")]
    [InlineData(6, "abcdef[Close]")]
    [InlineData(7, "abcdef")]
    [InlineData(0, "[Close]")]
    [InlineData(-3, "[Close]")]
    public void LimitData_PassesThatManyBytesAndCloses(long bytes, string expected)
    {
        var bed = new StageTestBed(new LimitDataToxic { Name = "l", Bytes = bytes });
        bed.Push("abc");
        bed.Push("def");
        Assert.Equal(expected, bed.At(0));
        bed.Push("more");
        Assert.Equal(bytes == 7 ? "m[Close]" : "", bed.At(0));
    }

    [Fact]
    public void LimitData_Changed_CountsOn()
    {
        var bed = new StageTestBed(new LimitDataToxic { Name = "l", Bytes = 10 });
        bed.Push("abcdef");
        bed.Change(new LimitDataToxic { Name = "l", Bytes = 8 }, 0);
        bed.Push("ghi");
        Assert.Equal("abcdefgh[Close]", bed.At(0));
    }

    [Fact]
    public void Latency_Changed_WhatIsHeldLeavesWhenItWasTo()
    {
        var bed = new StageTestBed(new LatencyToxic { Name = "l", Latency = TimeSpan.FromMilliseconds(100) });
        bed.Push("a");
        bed.Change(new LatencyToxic { Name = "l", Latency = TimeSpan.FromMilliseconds(10) }, 20);
        bed.Push("b", 20);
        Assert.Equal("", bed.At(99));
        Assert.Equal("ab", bed.At(100));
    }
}
