using Harness.Checks;
using Harness.Journal;
using Harness.Plans;

namespace Harness.Tests.Checks;

/// <summary>What the validity says of the event loops and of the thread pool.</summary>
public sealed class LoopValidityTests
{
    private static SecondClosed Second(int second) => new() { Second = second, At = TimeSpan.FromSeconds(second + 1), LoopBusy = 0.1 };

    private static ValidityMeasure? Measure(string name, params IEnumerable<SecondClosed> seconds)
    {
        var tape = new Tape();
        foreach (var second in seconds) tape.Write(second);
        return Validity.Judge(tape.Fold).FirstOrDefault(measure => measure.Name == name);
    }

    private static string Loop(params IEnumerable<SecondClosed> seconds) => Measure("busiest loop", seconds)!.Note.Replace('\u00a0', ' ');

    [Fact]
    public void BusiestLoop_WhatHeldIt_IsNamed()
    {
        LoopHold Pay(int times, int longest) => new(LoadPlan.DefaultName, "pay", times, TimeSpan.FromMilliseconds(longest));

        Assert.Equal("highest 5 s; something held a loop for over 10 ms 0 times", Loop(Second(0)));
        Assert.Equal("highest 5 s; something held a loop for over 10 ms once", Loop(Second(0) with { LoopHeld = 1 }));
        Assert.Equal("highest 5 s; something held a loop for over 10 ms 5 times: pay 3 times, longest 41 ms; list once, longest 12 ms",
            Loop(Second(0) with { LoopHeld = 3, HeldBy = [Pay(2, 20)] }, Second(1) with { LoopHeld = 2, HeldBy = [new(LoadPlan.DefaultName, "list", 1, TimeSpan.FromMilliseconds(12)), Pay(1, 41)] }));
    }

    [Fact]
    public void BusiestLoop_ManyStepsHeldIt_NamesTheWorst() => Assert.EndsWith("9 times: s4 5 times, longest 5.0 ms; s3 4 times, longest 5.0 ms; s2 3 times, longest 5.0 ms; and 2 other steps",
        Loop(Second(0) with { LoopHeld = 9, HeldBy = [.. Enumerable.Range(0, 5).Select(i => new LoopHold(LoadPlan.DefaultName, $"s{i}", i + 1, TimeSpan.FromMilliseconds(5)))] }), StringComparison.Ordinal);

    [Fact]
    public void BusiestLoop_InTheWarmUp_IsNotCounted() => Assert.EndsWith("10 ms 0 times", Loop(Second(-1) with { LoopHeld = 3, HeldBy = [new(LoadPlan.DefaultName, "pay", 3, TimeSpan.FromMilliseconds(20))] }, Second(0)), StringComparison.Ordinal);

    [Fact]
    public void ThreadPool_LoadThatDoesNotNeedIt_HasNoLine() => Assert.Null(Measure("waiting for the thread pool", Enumerable.Range(0, 10).Select(second => Second(second) with { PoolQueue = 5 })));

    [Theory]
    [InlineData(4, true)]
    [InlineData(40, false)]
    public void ThreadPool_WaitedForAsLongAsAScheduleMayLag_IsTooSlow(int milliseconds, bool met)
    {
        var measure = Measure("waiting for the thread pool", Enumerable.Range(0, 10).Select(second => Second(second) with { PoolQueue = second, PoolWait = TimeSpan.FromMilliseconds(milliseconds) }))!;

        Assert.Equal((milliseconds, 10, "ms", "highest 5 s; at most 9 work items in line", met, Distortion.TooBad), ((int)measure.Number, (int)measure.Limit, measure.Unit, measure.Note, measure.Met, measure.Consequence));
    }

    [Fact]
    public void ThreadPool_OneLongWait_IsNoSaturation() =>
        Assert.True(Measure("waiting for the thread pool", Enumerable.Range(0, 10).Select(second => Second(second) with { PoolWait = TimeSpan.FromMilliseconds(second == 5 ? 45 : 0) }))!.Met);
}
