namespace Harness.Proxy;

/// <summary>One kind of toxic: what Toxiproxy calls it, its record, and what it puts into a connection.</summary>
internal sealed record ToxicKind(string Name, Type Type, Func<Toxic, StageContext, ToxicStage> CreateStage)
{
    public static ToxicKind Of<T>(string name, Func<T, StageContext, ToxicStage> createStage) where T : Toxic =>
        new(name, typeof(T), (toxic, context) => createStage((T)toxic, context));
}
