using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>A toxic on a share of the connections through a proxy, on one way through it or on both.</summary>
/// <param name="kind">The word in the scenario.</param>
/// <param name="meaning">What it does, for people.</param>
/// <param name="keys">Its own keys.</param>
internal abstract class ConnectionFault(string kind, string meaning, params IReadOnlyList<PlanKey> keys) : ToxicFault(kind, meaning, [ProxyKey.Key, .. keys, Toxicity, Stream])
{
    private const string Down = "downstream", Up = "upstream", Both = "both";

    private static PlanKey Toxicity { get; } = new("toxicity", Shape.Number(0, 1), "The share of connections that are hit, drawn once a connection; for both ways once for each.", "1");

    private static PlanKey Stream { get; } = new("stream", Shape.Word(Down, Up, Both), "Which way: downstream, what flows back from the upstream; upstream, what flows to it; both.", Down);

    protected sealed override ToxicAction? ReadAction(PlanNode keys, string name, Settings settings)
    {
        var target = ProxyKey.Read(keys, settings);
        var toxicity = keys[Toxicity.Name] is { } share ? share.Share() : 1;
        var stream = keys[Stream.Name] is { } node ? node.Word(Down, Up, Both) : Down;
        var way = stream switch { Up => " (to the upstream)", Both => " (both ways)", _ => "" };
        var made = ReadToxic(keys, name, $"{Share.OfConnections(toxicity ?? 1)} of {target}{way}");
        if (target is null || toxicity is null || stream is null || made is not var (toxic, what))
            return null;
        toxic = toxic with { Toxicity = toxicity.Value, Stream = stream == Up ? ToxicStream.Upstream : ToxicStream.Downstream };
        return new ToxicAction(Kind, target, toxic, what) { IsBothWays = stream == Both };
    }

    /// <summary>The toxic and what it does, for people; or null after noting everything that is wrong.</summary>
    /// <param name="keys">The fault's mapping.</param>
    /// <param name="name">What the toxic is called.</param>
    /// <param name="whom">Whom it hits, for people: <c>half of the connections of payments-link</c>.</param>
    protected abstract (Toxic Toxic, string What)? ReadToxic(PlanNode keys, string name, string whom);

    /// <summary>A time, or zero where nothing is said.</summary>
    protected static TimeSpan? Time(PlanNode keys, string key) => keys[key] is { } node ? node.Duration() : TimeSpan.Zero;

    /// <summary><c> after 5 s</c>, or nothing for no time.</summary>
    protected static string After(TimeSpan time) => time > TimeSpan.Zero ? " after " + Units.ForPeople(time) : "";
}
