using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>Traffic through a proxy arrives later: Toxiproxy's <c>latency</c>.</summary>
/// <param name="Target">The proxy.</param>
/// <param name="Latency">Added to every piece of data that flows back from the upstream.</param>
/// <param name="Jitter">Evenly drawn, plus or minus; at most <paramref name="Latency"/>.</param>
/// <param name="Toxicity">The share of connections that are hit, above 0 and up to 1; drawn once a connection.</param>
public sealed record LatencyAction(string Target, TimeSpan Latency, TimeSpan Jitter, double Toxicity) : FaultAction(LatencyFault.Word, Target)
{
    /// <summary>The name of the toxic: the fault's. Default the kind.</summary>
    public string Toxic { get; init; } = LatencyFault.Word;

    /// <inheritdoc/>
    public override string Description =>
        $"+{Units.ForPeople(Latency)}{(Jitter > TimeSpan.Zero ? " ± " + Units.ForPeople(Jitter) : "")} on {Share.OfConnections(Toxicity)} of {Target}";

    /// <inheritdoc/>
    public override string UndoDescription => $"remove the toxic {Toxic} from {Target}";
}

/// <summary><c>latency: { target: payments-link, latency: 200ms, jitter: 50ms, toxicity: 0.5 }</c></summary>
internal sealed class LatencyFault : IFault
{
    public const string Word = "latency";

    public string Kind => Word;

    public string Meaning => "What flows back through a proxy comes later.";

    public Shape Shape { get; } = Shape.Mapping(
        new("target", Shape.Text, "A proxy of harness.json.", Required: true),
        new("latency", Shape.Duration, "Added to every piece of data that flows back from the upstream.", Required: true),
        new("jitter", Shape.Duration, "Evenly drawn, plus or minus; at most the latency.", "0s"),
        new("toxicity", Shape.Number(0, 1), "The share of connections that are hit, drawn once a connection.", "1"));

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var target = ProxyKey.Read(arguments, settings);
        var latency = arguments.Required("latency", "200ms")?.PositiveDuration();
        TimeSpan? jitter = arguments["jitter"] is { } node ? node.Duration() : TimeSpan.Zero;
        var toxicity = arguments["toxicity"] is { } share ? share.Share() : 1;
        if (jitter > latency)
            arguments["jitter"]!.Wrong($"it is at most the latency, {Units.Format(latency.Value)}: nothing arrives before it was sent");
        return target is not null && latency is not null && jitter is not null && toxicity is not null
            ? new LatencyAction(target, latency.Value, jitter.Value, toxicity.Value) { Toxic = name }
            : null;
    }

    public string Needs => "a proxy of harness.json";

    public string Undoing => "the toxic is removed by its name";

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => ToxicUndo.Of(fault, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (LatencyAction)fault.Action;
        return ToxicUndo.Inject(undo, name => new LatencyToxic { Name = name, Latency = action.Latency, Jitter = action.Jitter, Toxicity = action.Toxicity }, ground, ct);
    }

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.IsThere(undo, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.Heal(undo, ground, ct);
}
