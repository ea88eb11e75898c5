using Harness.Journal;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>
/// A kind of fault: how it is read, done and undone. To add one is a file with this interface and a line in <c>Running/BuiltIns.cs</c>.
/// Injecting and healing happen in the companion process, so that neither depends on the harness staying alive.
/// </summary>
public interface IFault : IFaultReader
{
    /// <summary>What it needs to work, for people: <c>a proxy of harness.json</c>, <c>Linux and root</c>.</summary>
    string Needs { get; }

    /// <summary>How it is undone, for people.</summary>
    string Undoing { get; }

    /// <summary>Whom it would hit, and what will undo it: written to the ledger, on disk, before <see cref="Inject"/> is called. Changes nothing.</summary>
    /// <exception cref="FaultException">It cannot be injected: it matches nothing, or what it matches may not be touched.</exception>
    Task<Undo> Prepare(PlannedFault fault, Ground ground, CancellationToken ct);

    /// <summary>Does it. Where it throws, <see cref="Heal"/> is called: what was done to some is undone.</summary>
    /// <param name="fault">As planned.</param>
    /// <param name="undo">As prepared.</param>
    /// <param name="ground">What it stands on.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="FaultException">It cannot be done: what, and what would help.</exception>
    Task Inject(PlannedFault fault, Undo undo, Ground ground, CancellationToken ct);

    /// <summary>
    /// True while it is there: looked at every second, so that what somebody else undid is not reported as active. A fault that leaves nothing
    /// behind to look at, such as a kill, is there until it is healed.
    /// </summary>
    Task<bool> IsThere(Undo undo, Ground ground, CancellationToken ct) => Task.FromResult(true);

    /// <summary>
    /// Undoes it, and reads the state again. Twice is as good as once, and so is healing what was never injected. The undo must be enough:
    /// after a crash there is nothing else.
    /// </summary>
    /// <exception cref="FaultException">It is still there: what to do by hand.</exception>
    Task<Healing> Heal(Undo undo, Ground ground, CancellationToken ct);
}

/// <summary>What undoes a fault, in words that a ledger can hold.</summary>
/// <param name="Fault">The fault's name.</param>
/// <param name="Kind">The kind that understands the arguments.</param>
/// <param name="Arguments">Of the kind.</param>
/// <param name="ByHand">What a person would do where all else fails.</param>
public sealed record Undo(string Fault, string Kind, IReadOnlyDictionary<string, string> Arguments, string ByHand)
{
    /// <summary>The processes or containers that it hits, or the proxy that it switches off; empty for a toxic.</summary>
    public IReadOnlyList<Victim> Victims { get; init; } = [];

    /// <summary>
    /// Faults on one victim lie on top of each other, and go in reverse, where they touch the same of it; null for what it is as a process or a container: whether
    /// it runs, and what it may use.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>True where both touch the same of one victim.</summary>
    public bool Touches(Undo other) => Layer == other.Layer && Victims.Any(victim => other.Victims.Any(victim.Is));

    /// <summary>True where the undo has no meaning once what the run started has ended: the kill of such a target.</summary>
    public bool EndsWithRun { get; init; }
}

/// <summary>How an undo went.</summary>
/// <param name="Verified">True where the state was read again and is as before.</param>
/// <param name="Note">For people: what was seen.</param>
/// <param name="Share">For a toxic: what it met.</param>
public sealed record Healing(bool Verified, string Note, ToxicShare? Share = null)
{
    /// <summary>The fault below it, with which it went before it was due itself; null where it was healed for its own sake.</summary>
    public string? With { get; init; }
}

/// <summary>A fault cannot be injected or healed; the message says what would help.</summary>
public sealed class FaultException(string message) : Exception(message);
