using Harness.Journal;
using Harness.Plans;

namespace Harness.Faults;

/// <summary>
/// A kind of fault: how it is read, done and undone. To add one is a file with this interface and a line in <c>Running/BuiltIns.cs</c>.
/// Injecting and healing happen in the companion process, so that neither depends on the harness staying alive.
/// </summary>
public interface IFault : IFaultReader
{
    /// <summary>What will undo the fault: written to the ledger, on disk, before <see cref="Inject"/> is called.</summary>
    Undo UndoOf(PlannedFault fault, Ground ground);

    /// <summary>True where the undo has no meaning once its target is ended with the run: a kill.</summary>
    bool EndsWithItsTarget => false;

    /// <summary>Does it. Either it is all there when this returns, or nothing is and this throws.</summary>
    /// <exception cref="FaultException">It cannot be done: what, and what would help.</exception>
    Task Inject(PlannedFault fault, Ground ground, CancellationToken ct);

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
public sealed record Undo(string Fault, string Kind, IReadOnlyDictionary<string, string> Arguments, string ByHand);

/// <summary>How an undo went.</summary>
/// <param name="Verified">True where the state was read again and is as before.</param>
/// <param name="Note">For people: what was seen.</param>
/// <param name="Share">For a toxic: what it met.</param>
public sealed record Healing(bool Verified, string Note, ToxicShare? Share = null);

/// <summary>What a fault stands on: the proxies and processes that this companion holds. Both are empty where a fresh process heals what another left.</summary>
/// <param name="Proxies">The embedded proxies.</param>
/// <param name="Processes">The targets it started.</param>
public sealed record Ground(Proxy.ProxySet Proxies, ProcessSet Processes);

/// <summary>A fault cannot be injected or healed; the message says what would help.</summary>
public sealed class FaultException(string message) : Exception(message);
