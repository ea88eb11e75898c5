using Harness.Journal;
using Harness.Metrics;

namespace Harness.Tests.Metrics;

public sealed class TargetUseTests
{
    private static TargetFrame Frame(string instance, int second, double cpu = 0.5) => new() { Target = "shop", Instance = instance, Second = second, Cpu = cpu };

    [Fact]
    public void Add_MoreInstancesThanTheBound_KeepsTheFirst()
    {
        var use = new TargetUse();
        for (var i = 0; i < TargetFrame.MaxInstances + 5; i++) use.Add(Frame($"shop-{i}", 0));

        Assert.Equal(TargetFrame.MaxInstances, use.Instances.Count);
        Assert.Equal("shop-0", use.Instances[0].Instance);
    }

    [Fact]
    public void Add_ASecondTwiceOrLate_IsLeftOut()
    {
        var use = new TargetUse();
        foreach (var second in (int[])[0, 1, 1, 0, 3]) use.Add(Frame("shop-1", second));

        Assert.Equal([0, 1, 3], use.Instances[0].Points.Select(point => point.Second));
    }

    [Fact]
    public void Totals_WithAWarmUp_AreOfWhatCameAfterIt()
    {
        var use = new TargetUse();
        foreach (var (second, cpu) in (ReadOnlySpan<(int, double)>)[(-2, 3), (-1, 3), (0, 0.5), (1, 1.5)]) use.Add(Frame("shop-1", second, cpu));
        var totals = new TargetTotals(use.Instances[0]);

        Assert.Equal((2, 1.0, 1.5, 1), (totals.Seconds, totals.CpuAverage, totals.CpuPeak!.Value.Cpu, totals.CpuPeak.Value.Second));
        Assert.Equal(double.NaN, totals.Received);
    }
}
