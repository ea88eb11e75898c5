using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Journal;
using Harness.Running;

namespace Harness.Tests.Running;

public sealed class SignalSecondsTests
{
    private static TargetSample Sample(double cpuSeconds, long? received = null, double? taken = null, long memory = 0, TargetState state = TargetState.Running) => new()
    {
        Target = "shop",
        Instance = "shop-1",
        CpuTime = TimeSpan.FromSeconds(cpuSeconds),
        NetworkReceivedBytes = received,
        MemoryBytes = memory,
        State = state,
        Taken = taken is { } at ? TimeSpan.FromSeconds(at) : null,
    };

    private static List<TargetFrame> Fold(params IEnumerable<(double Now, TargetSample Sample)> samples)
    {
        var seconds = new SignalSeconds();
        List<TargetFrame> frames = [.. samples.SelectMany(s => seconds.Add(s.Sample, TimeSpan.FromSeconds(s.Now)))];
        if (seconds.End() is { } last) frames.Add(last);
        return frames;
    }

    [Fact]
    public void Add_SamplesOnTheSecond_AreTheSeconds()
    {
        var frames = Fold((-1, Sample(5, 100, memory: 7)), (0, Sample(5.5, 150, memory: 8)), (1, Sample(7, 150, memory: 9)));

        Assert.Equal([(-1, 0.5, 50L, 8L), (0, 1.5, 0L, 9L)], frames.Select(f => (f.Second, f.Cpu, f.NetworkReceivedBytes!.Value, f.MemoryBytes)));
    }

    /// <summary>Whenever samples come: what the seconds add up to is what flowed between the first sample and the last.</summary>
    [Property]
    public Property Add_SamplesAtAnyTime_NothingIsLostOrMadeUp() => Prop.ForAll(Gen.Choose(50, 2900).Two().Select(pair => (After: pair.Item1, Flowed: pair.Item2)).ListOf(20).ToArbitrary(), steps =>
    {
        var (now, cpu, received) = (-3.25, 100.0, 10_000L);
        var samples = new List<(double, TargetSample)> { (now, Sample(cpu, received)) };
        foreach (var (after, flowed) in steps)
        {
            (now, cpu, received) = (now + after / 1000.0, cpu + flowed / 1000.0, received + flowed);
            samples.Add((now, Sample(cpu, received)));
        }
        // Whole seconds at both ends, in which nothing flows, so that nothing is cut off.
        samples.Insert(0, (-4, Sample(100, 10_000)));
        samples.Add((Math.Ceiling(now) + 1, Sample(cpu, received)));
        var frames = Fold(samples);
        return Math.Abs(frames.Sum(f => f.Cpu) - (cpu - 100)) < 0.001 * frames.Count &&
            Math.Abs(frames.Sum(f => f.NetworkReceivedBytes!.Value) - (received - 10_000)) <= frames.Count &&
            frames.Select(f => f.Second).SequenceEqual(Enumerable.Range(-4, frames.Count));
    });

    [Fact]
    public void Add_SampleThatWasUnderWayForLong_CountsFromWhenItWasTaken()
    {
        var frames = Fold((0.01, Sample(0, taken: 100)), (1.4, Sample(1, taken: 101)), (2.01, Sample(2, taken: 102)), (3.01, Sample(3, taken: 103)));

        Assert.All(frames, frame => Assert.Equal(1, frame.Cpu, 0.001));
        Assert.Equal([0, 1, 2], frames.Select(frame => frame.Second));
    }

    [Fact]
    public void Add_TotalThatBeganAnew_CountsFromZero() =>
        Assert.Equal([0.5, 0.25], Fold((0, Sample(90)), (1, Sample(90.5)), (2, Sample(0.25))).Select(frame => frame.Cpu));

    [Fact]
    public void Add_LongGap_ItsSecondsAreMissing() =>
        Assert.Equal([0, 7], Fold((0, Sample(1)), (1, Sample(2)), (7, Sample(3)), (8, Sample(4))).Select(frame => frame.Second));

    [Fact]
    public void End_SecondMeasuredByHalf_IsItsRateSoFar()
    {
        Assert.Equal([(0, 1.0), (1, 0.5)], Fold((0, Sample(0)), (1, Sample(1)), (1.6, Sample(1.3))).Select(frame => (frame.Second, frame.Cpu)));
        Assert.Equal([0], Fold((0, Sample(0)), (1, Sample(1)), (1.4, Sample(1.3))).Select(frame => frame.Second));
    }

    [Fact]
    public void Add_WhatNobodyCanTell_StaysUnknown() => Assert.Null(Fold((0, Sample(0)), (1, Sample(1)))[0].NetworkReceivedBytes);
}
