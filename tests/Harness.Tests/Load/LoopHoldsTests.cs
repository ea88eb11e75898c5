using Harness.Plans;
using Harness.Protocols.Loops;
using Harness.Tests.Plans;

namespace Harness.Tests.Load;

/// <summary>What holds a loop is found and named; stamps are milliseconds here.</summary>
public sealed class LoopHoldsTests
{
    private static readonly LoopHolder Pay = new("buy", "pay"), List = new("browse", "list");

    private static string Text(LoopHolds holds)
    {
        var (times, named) = holds.Take();
        return $"{times}: {string.Join(", ", named.Select(one => $"{one.Holder.Step} {one.Times} {one.Longest}"))}";
    }

    [Fact]
    public void Take_WhoeverWasAtWorkForTooLong_IsNamed()
    {
        var holds = new LoopHolds(10);
        holds.Wake(0);
        holds.Begin(Pay, 1);
        holds.Begin(List, 3);
        holds.Begin(Pay, 30); // list: 27
        holds.Rest(42); // pay: 12
        holds.Wake(50);
        holds.Begin(List, 50);
        holds.Rest(61);

        Assert.Equal("2: list 2 27, pay 1 12", Text(holds));
        Assert.Equal("0: ", Text(holds));
    }

    [Fact]
    public void Take_ManyWhoTookLittleEach_HeldItAndHaveNoName()
    {
        var holds = new LoopHolds(10);
        holds.Wake(0);
        for (var now = 0; now < 20; now++) holds.Begin(now % 2 == 0 ? Pay : List, now);
        holds.Rest(20);

        Assert.Equal("1: ", Text(holds));
    }

    [Fact]
    public void Take_WhatHasNoName_IsNotPutDownToWhoeverWasBefore()
    {
        var holds = new LoopHolds(10);
        holds.Wake(0);
        holds.Begin(Pay, 0);
        holds.Begin(null, 1);
        holds.Rest(40);
        holds.Wake(100); // a long wait is no work
        holds.Rest(101);

        Assert.Equal("1: ", Text(holds));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("offloop: true, ", 1)]
    [InlineData("", 2)]
    public async Task Run_AStepHoldsItsLoop_IsInTheSecondWithItsName(string offLoop, int loops)
    {
        var reading = Sample.Read($"load: {{ target: shop, {offLoop}executor: constant-arrival-rate, rate: 2/s, duration: 2s }}\nsteps: [ {{ get: /fast }}, {{ post: /slow, name: pay }} ]\n");
        Assert.Equal("", Sample.Text(reading));
        using var simulation = new Simulation(reading.Plan!, loops) { HoldsLoop = request => request.Url.AbsolutePath == "/slow" ? TimeSpan.FromMilliseconds(25) : TimeSpan.Zero };
        await simulation.Through((0, 2));
        await simulation.To(TimeSpan.FromSeconds(0.5), () => simulation.Sent == 4);
        await simulation.End();

        var held = simulation.Closed.SelectMany(second => second.HeldBy).ToList();
        if (offLoop.Length > 0)
        {
            Assert.Empty(held);
            return;
        }
        // The test moves the clock on as well, and may do so while something is at work.
        var pay = held.Where(hold => (hold.Load, hold.Step) == (LoadPlan.DefaultName, "pay")).ToList();
        Assert.InRange(pay.Sum(hold => hold.Times), 2, int.MaxValue);
        Assert.InRange(pay.Max(hold => hold.Longest.TotalMilliseconds), 25, double.MaxValue);
    }
}
