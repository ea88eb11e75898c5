using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Harness.Reports.Charts;

namespace Harness.Tests.Reports;

public sealed class LabelColumnTests
{
    [Property]
    public Property Spread_AnyPlaces_KeepsOrderAndDistanceAndTheTop() => Prop.ForAll(Gen.Choose(0, 100).ArrayOf(6).ToArbitrary(), places =>
    {
        var at = LabelColumn.Spread([.. places.Order().Select(p => (double)p)], 15);
        return at[^1] <= 100 && at[0] >= 0 && at.Zip(at.Skip(1)).All(pair => pair.Second - pair.First > 15 - 1e-9);
    });

    [Fact]
    public void Spread_PlacesThatAreFree_StandWhereTheyWant() => Assert.Equal([3, 40, 90], LabelColumn.Spread([3, 40, 90], 15));
}
