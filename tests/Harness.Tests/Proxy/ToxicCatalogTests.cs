using Harness.Proxy;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Proxy;

public sealed class ToxicCatalogTests
{
    [Fact]
    public void Kinds_EveryToxic_IsRegisteredOnce() =>
        Assert.Equal(
            typeof(Toxic).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Toxic))).Select(type => type.Name).Order(),
            ToxicCatalog.Kinds.Select(kind => kind.Type.Name).Order());

    [Fact]
    public void Kinds_Names_AreAsToxiproxyWritesThem() =>
        Assert.All(ToxicCatalog.Kinds, kind => Assert.Matches("^[a-z]+(_[a-z]+)*$", kind.Name));

    [Theory]
    [MemberData(nameof(Toxics))]
    public void CreateStage_DefaultToxic_PassesOnAnEndOfItsStream(Toxic toxic)
    {
        var stage = ToxicCatalog.KindOf(toxic).CreateStage(toxic, new(new FakeTimeProvider(), Seed: 1, new StageTestBed(toxic)));

        stage.Accept(Chunk.End(5));

        // Without a rate nothing passes, not even the end.
        Assert.Equal(toxic is not BandwidthToxic, stage.TryRelease(5, out var released));
        if (toxic is not BandwidthToxic) Assert.Equal(ChunkKind.End, released.Kind);
    }

    [Theory]
    [MemberData(nameof(Toxics))]
    public void OnRemoved_NothingHeld_LeavesNothingButACloseWhereDataMayBeLost(Toxic toxic)
    {
        var stage = ToxicCatalog.KindOf(toxic).CreateStage(toxic, new(new FakeTimeProvider(), Seed: 1, new StageTestBed(toxic)));

        stage.OnRemoved();

        Assert.Equal(toxic is TimeoutToxic, stage.TryDrain(out _));
        Assert.Equal(ToxicStage.Never, stage.NextDue);
    }

    [Theory]
    [MemberData(nameof(Toxics))]
    public void Attributes_AnyValue_ComesBackOrTheNearestThatCanBeHeld(Toxic toxic)
    {
        foreach (var attribute in ToxicCatalog.KindOf(toxic).Attributes)
        {
            object[] values = attribute.Type == typeof(long) ? [0L, 1L, -5L, 250L, 922_337_203_685_477L] : attribute.Type == typeof(double) ? [0.0, -1.5, 33.25] : ["", "text"];
            foreach (var value in values) Assert.Equal(value, attribute.Of(attribute.Set(toxic, value)));
        }
        foreach (var attribute in ToxicCatalog.KindOf(toxic).Attributes.Where(attribute => attribute.Type == typeof(long)))
        {
            Assert.True((long)attribute.Of(attribute.Set(toxic, long.MaxValue)) >= 922_337_203_685_477);
            Assert.True((long)attribute.Of(attribute.Set(toxic, long.MinValue)) <= -922_337_203_685_477);
        }
    }

    public static TheoryData<Toxic> Toxics() => [.. ToxicCatalog.Kinds.Select(kind => kind.Create("a"))];
}
