using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Reports.Charts;

namespace Harness.Tests.Reports;

public sealed class ScaleTests
{
    [Property]
    public Property Real_AnyHighest_HasRoomForItAndFewTicks() => Prop.ForAll(Gen.Choose(1, 900_000_000).ToArbitrary(), thousandths =>
    {
        var highest = thousandths / 1000.0;
        var scale = Scale.Real(highest);
        return scale.Max > highest && scale.Max <= highest * 4 && scale.Ticks.Count is >= 2 and <= 5 && scale.Ticks[0].At == 0 && scale.Ticks[^1].At == scale.Max;
    });

    [Theory]
    [InlineData(0.9, "0 0.25 0.5 0.75 1")]
    [InlineData(0.1, "0 0.05 0.1 0.15")]
    [InlineData(1800, "0 500 1,000 1,500 2,000")]
    [InlineData(double.NaN, "0 0.25 0.5 0.75 1")]
    public void Real_Ticks_AreRound(double highest, string ticks) => Assert.Equal(ticks, string.Join(' ', Scale.Real(highest).Ticks.Select(tick => tick.Label)));
}
