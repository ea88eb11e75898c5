namespace Harness.Proxy;

/// <summary>A toxic that is on, with its counts and its draws. An update makes another one with the same of both.</summary>
internal sealed class ActiveToxic
{
    private readonly ToxicDraw draw;

    public ActiveToxic(Toxic toxic, int seed, string proxyName) : this(toxic, new ToxicDraw(seed, proxyName, toxic.Name), new ToxicCounters())
    {
    }

    private ActiveToxic(Toxic toxic, ToxicDraw draw, ToxicCounters counters)
    {
        Toxic = toxic;
        Kind = ToxicCatalog.KindOf(toxic);
        this.draw = draw;
        Counters = counters;
    }

    public Toxic Toxic { get; }

    public ToxicKind Kind { get; }

    public ToxicCounters Counters { get; }

    /// <summary>The stream on which its stage is: what reads requests must see them.</summary>
    public ToxicStream Stream => Kind.ReadsRequests ? ToxicStream.Upstream : Toxic.Stream;

    public ActiveToxic With(Toxic changed) => new(changed, draw, Counters);

    /// <summary>Whether the draw puts a connection under it.</summary>
    public bool Hits(long connectionNumber) => draw.Of(connectionNumber) < Toxic.Toxicity;

    /// <summary>Its stage on a connection.</summary>
    public ToxicStage CreateStage(long connectionNumber, TimeProvider time, IAnswers answers) => Kind.CreateStage(Toxic, new(time, draw.SeedOf(connectionNumber), answers));
}
