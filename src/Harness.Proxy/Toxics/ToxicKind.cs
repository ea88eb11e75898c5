namespace Harness.Proxy;

/// <summary>One kind of toxic: what Toxiproxy calls it, its attributes, and what it puts into a connection.</summary>
public sealed class ToxicKind
{
    private ToxicKind(string name, Type type, Func<string, Toxic> create, Func<Toxic, StageContext, ToxicStage> createStage, IReadOnlyList<ToxicAttribute> attributes)
    {
        Name = name;
        Type = type;
        Create = create;
        CreateStage = createStage;
        Attributes = attributes;
    }

    /// <summary>The word in Toxiproxy's API.</summary>
    public string Name { get; }

    /// <summary>Its record.</summary>
    public Type Type { get; }

    /// <summary>A toxic of a name, all attributes at their defaults.</summary>
    public Func<string, Toxic> Create { get; }

    /// <summary>Its attributes, in the order of the API's documentation.</summary>
    public IReadOnlyList<ToxicAttribute> Attributes { get; }

    /// <summary>True where it works on requests, whichever stream it is said to be on.</summary>
    public bool ReadsRequests { get; private init; }

    internal Func<Toxic, StageContext, ToxicStage> CreateStage { get; }

    internal static ToxicKind Of<T>(string name, Func<string, T> create, Func<T, StageContext, ToxicStage> createStage, params ToxicAttribute[] attributes) where T : Toxic =>
        new(name, typeof(T), create, (toxic, context) => createStage((T)toxic, context), attributes);

    internal static ToxicKind OfRequests<T>(string name, Func<string, T> create, Func<T, StageContext, ToxicStage> createStage, params ToxicAttribute[] attributes) where T : Toxic =>
        new(name, typeof(T), create, (toxic, context) => createStage((T)toxic, context), attributes) { ReadsRequests = true };
}
