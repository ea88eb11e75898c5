using Harness.Plans;
using Harness.Proxy;

namespace Harness.Faults.Network;

/// <summary>A fault that is a toxic on a proxy. A kind says which keys it has and which toxic they make; all else is said here.</summary>
/// <param name="kind">The word in the scenario.</param>
/// <param name="meaning">What it does, for people.</param>
/// <param name="keys">Its keys.</param>
internal abstract class ToxicFault(string kind, string meaning, IReadOnlyList<PlanKey> keys) : IFault
{
    public string Kind => kind;

    public string Meaning => meaning;

    public virtual string Needs => "a proxy of harness.json";

    public string Undoing => "the toxic is removed by its name";

    public Shape Shape { get; } = Shape.Mapping(keys);

    public FaultAction? Read(PlanNode arguments, string name, Settings settings)
    {
        if (!arguments.Takes(Shape) || ReadAction(arguments, name, settings) is not { } action)
            return null;
        if (settings.Toxiproxy is not null && !IsSaid(action.Toxic))
            arguments.Problem($"{arguments.Name} has a time that a Toxiproxy server cannot be told: it takes whole milliseconds");
        return action;
    }

    /// <summary>The action, or null after noting everything that is wrong.</summary>
    protected abstract ToxicAction? ReadAction(PlanNode keys, string name, Settings settings);

    public Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct) => ToxicUndo.Of(fault, ground, ct);

    public Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.Inject((ToxicAction)fault.Action, undo, ground, ct);

    public Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.IsThere(undo, ground, ct);

    public virtual Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct) => ToxicUndo.Heal(undo, ground, ct);

    /// <summary>True where the attributes in the API's units say all of it.</summary>
    private static bool IsSaid(Toxic toxic)
    {
        var kind = ToxicCatalog.KindOf(toxic);
        return kind.Attributes.Aggregate(kind.Create(toxic.Name), (said, attribute) => attribute.Set(said, attribute.Of(toxic))) with { Stream = toxic.Stream, Toxicity = toxic.Toxicity } == toxic;
    }
}
