using System.Text;
using Harness.Proxy;
using Microsoft.Extensions.Time.Testing;

namespace Harness.Tests.Proxy;

/// <summary>One chain with one toxic, its clock by hand (10,000 ticks a millisecond), and what comes out of it as text: data as it is, ends as [End], [Close], [Reset].</summary>
internal sealed class StageTestBed : IAnswers
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.MinValue);
    private readonly ToxicChain chain = new();
    private readonly ulong seed;

    public StageTestBed(Toxic toxic, ulong seed = 1)
    {
        this.seed = seed;
        chain.Add(toxic.Name, Stage(toxic));
    }

    /// <summary>What the stage answered in the upstream's place.</summary>
    public string Answered { get; private set; } = "";

    public long Received { get; set; }

    public void Answer(Chunk chunk) => Answered += TextOf(chunk);

    public static long Ms(double milliseconds) => (long)(milliseconds * 10_000);

    public void Push(string text, double atMs = 0) => chain.Push(Chunk.Copy(Encoding.Latin1.GetBytes(text), Ms(atMs)));

    public void End(double atMs = 0) => chain.Push(Chunk.End(Ms(atMs)));

    public bool HasRoom => chain.HasRoom;

    /// <summary>Whether the client reads what is answered.</summary>
    public bool ClientReads { get; set; } = true;

    bool IAnswers.HasRoom() => ClientReads;

    /// <summary>When something leaves next, in milliseconds; infinite where nothing will.</summary>
    public double NextDue => chain.NextDue() == ToxicStage.Never ? double.PositiveInfinity : chain.NextDue() / 10_000.0;

    public void Change(Toxic toxic, double atMs) => chain.Update(toxic.Name, Stage(toxic), [toxic.Name], Ms(atMs));

    public void Remove(string name, double atMs) => chain.Remove(name, Ms(atMs));

    /// <summary>All that has left by then.</summary>
    public string At(double ms) => string.Concat(PiecesAt(ms));

    /// <summary>The same, piece by piece.</summary>
    public IReadOnlyList<string> PiecesAt(double ms)
    {
        chain.Advance(Ms(ms));
        var taken = new List<string>();
        while (chain.TryTake(out var chunk)) taken.Add(TextOf(chunk));
        return taken;
    }

    private ToxicStage Stage(Toxic toxic) => ToxicCatalog.KindOf(toxic).CreateStage(toxic, new(time, seed, this));

    private static string TextOf(Chunk chunk) => chunk.IsData ? Encoding.Latin1.GetString(chunk.Bytes.Span) : $"[{chunk.Kind}]";
}
