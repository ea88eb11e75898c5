using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults;

/// <summary>Connections through a proxy are reset (TCP RST): Toxiproxy's <c>reset_peer</c>.</summary>
/// <param name="Target">The proxy.</param>
/// <param name="Timeout">How long a connection lives before it is reset; zero is at once.</param>
/// <param name="Toxicity">The share of connections that are hit, above 0 and up to 1; drawn once a connection.</param>
public sealed record ResetAction(string Target, TimeSpan Timeout, double Toxicity) : FaultAction(ResetFault.Word, Target)
{
    /// <summary>The name of the toxic: the fault's. Default the kind.</summary>
    public string Toxic { get; init; } = ResetFault.Word;

    /// <inheritdoc/>
    public override string Description =>
        $"{Share.OfConnections(Toxicity)} of {Target} are reset{(Timeout > TimeSpan.Zero ? " after " + Units.ForPeople(Timeout) : "")}";

    /// <inheritdoc/>
    public override string UndoDescription => $"remove the toxic {Toxic} from {Target}";
}

/// <summary><c>reset: { target: payments-link, timeout: 0s, toxicity: 0.3 }</c></summary>
internal sealed class ResetFault : IFault
{
    public const string Word = "reset";

    public string Kind => Word;

    public string Meaning => "Connections through a proxy are reset.";

    public Shape Shape { get; } = Shape.Mapping(
        new("target", Shape.Text, "A proxy of harness.json.", Required: true),
        new("timeout", Shape.Duration, "How long after its first byte a connection is reset.", "0s"),
        new("toxicity", Shape.Number(0, 1), "The share of connections that are hit, drawn once a connection.", "1"));

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape))
            return null;
        var target = ProxyKey.Read(arguments, settings);
        TimeSpan? timeout = arguments["timeout"] is { } node ? node.Duration() : TimeSpan.Zero;
        var toxicity = arguments["toxicity"] is { } share ? share.Share() : 1;
        return target is not null && timeout is not null && toxicity is not null
            ? new ResetAction(target, timeout.Value, toxicity.Value) { Toxic = name }
            : null;
    }

    public string Needs => "a proxy of harness.json";

    public string Undoing => "the toxic is removed by its name";

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => ToxicUndo.Of(fault, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct)
    {
        var action = (ResetAction)fault.Action;
        return ToxicUndo.Inject(undo, name => new ResetPeerToxic { Name = name, Timeout = action.Timeout, Toxicity = action.Toxicity }, ground, ct);
    }

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.IsThere(undo, ground, ct);

    public Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.Heal(undo, ground, ct);
}
