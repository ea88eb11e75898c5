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
        var stage = ToxicCatalog.KindOf(toxic).CreateStage(toxic, new(new FakeTimeProvider(), Seed: 1));

        stage.Accept(Chunk.End(5));

        Assert.True(stage.TryRelease(5, out var released));
        Assert.Equal(ChunkKind.End, released.Kind);
    }

    [Theory]
    [MemberData(nameof(Toxics))]
    public void OnRemoved_NothingHeld_LeavesNothing(Toxic toxic)
    {
        var stage = ToxicCatalog.KindOf(toxic).CreateStage(toxic, new(new FakeTimeProvider(), Seed: 1));

        stage.OnRemoved();
        stage.OnRemoved();

        Assert.Equal(ToxicStage.Never, stage.NextDue);
        Assert.False(stage.TryDrain(out _));
    }

    public static TheoryData<Toxic> Toxics() => [new LatencyToxic { Name = "a" }, new ResetPeerToxic { Name = "b" }];
}
