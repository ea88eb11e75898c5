using Harness.Plans;

namespace Harness.Faults;

/// <summary>
/// What binds the verbs of faults to one kind of target: processes here, containers in a package of their own. A driver lives in the companion,
/// and in whatever process heals from a ledger; what it is asked twice it does once.
/// </summary>
public interface IDriver : IAsyncDisposable
{
    /// <summary>The word in harness.json and in ledgers: <c>process</c>, <c>container</c>.</summary>
    string Kind { get; }

    /// <summary>True where a target is of this kind.</summary>
    bool Drives(Target target);

    /// <summary>Makes what is to be started: builds a project, or an image. In the harness, before anything is started.</summary>
    /// <exception cref="FaultException">It cannot be made; with the words of what makes it.</exception>
    Task<Launch> Prepare(Target target, Settings settings, CancellationToken ct);

    /// <summary>Starts a target, with its line in the ledger first, and returns when it is healthy.</summary>
    /// <returns>Its process id, or null where it has none of its own.</returns>
    /// <exception cref="FaultException">It cannot be started, or is not healthy in time; with the last it wrote.</exception>
    Task<int?> Start(Target target, Launch launch, RunScope scope, CancellationToken ct);

    /// <summary>Ends and removes everything that <see cref="Start"/> started, side by side.</summary>
    /// <returns>What is left, and what to do by hand; empty where nothing is.</returns>
    Task<IReadOnlyList<string>> EndAll(RunScope scope);

    /// <summary>Removes what a ledger says was created; that it is gone already is as good.</summary>
    /// <param name="name">The name in <see cref="ResourceCreating"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>How, for people.</returns>
    /// <exception cref="FaultException">It is still there.</exception>
    Task<string> Remove(string name, CancellationToken ct);

    /// <summary>The processes or containers that a target means now, in a stable order; empty where there is none.</summary>
    /// <exception cref="FaultException">Nobody can tell: the engine does not answer, the pid file is not one.</exception>
    Task<IReadOnlyList<Victim>> Find(Target target, CancellationToken ct);

    /// <summary>Why a victim may not be touched: the key that is missing, or what it is; or null.</summary>
    string? Refusal(Target target, Victim victim);

    /// <summary>What it does now.</summary>
    Task<VictimState> Look(Victim victim, CancellationToken ct);

    /// <summary>Which start of it runs now: another one after each start. Empty where it does not run.</summary>
    Task<string> StartOf(Victim victim, CancellationToken ct);

    /// <summary>
    /// Sends a signal. KILL ends at once, so its end is waited for; what another one does is up to who receives it, and looked at in the healing
    /// (<see cref="StartOf"/>).
    /// </summary>
    /// <param name="victim">Whom.</param>
    /// <param name="signal">A name without SIG: <c>KILL</c>, <c>TERM</c>, <c>HUP</c>.</param>
    /// <param name="asCrash">True where whoever watches over it must take its end for a crash, and so start it again.</param>
    /// <param name="ct">Ends the wait.</param>
    Task Signal(Victim victim, string signal, bool asCrash, CancellationToken ct);

    /// <summary>Asks it to end, and kills it after a while.</summary>
    Task Stop(Victim victim, TimeSpan patience, CancellationToken ct);

    /// <summary>Starts it again after it ended; one that runs is left alone.</summary>
    /// <exception cref="FaultException">It cannot be started by us.</exception>
    Task Restart(Victim victim, CancellationToken ct);

    /// <summary>Makes it stand still.</summary>
    Task Pause(Victim victim, CancellationToken ct);

    /// <summary>Lets it go on.</summary>
    Task Resume(Victim victim, CancellationToken ct);

    /// <summary>True where what has ended still has its limits, and has them when it is started again; false where they end with it.</summary>
    bool KeepsLimits => false;

    /// <summary>False where <see cref="Limit"/> would change nothing of such limits, since they are as tight already.</summary>
    bool Tightens(IReadOnlyDictionary<string, string> limits, double? cpus, long? memoryBytes) => true;

    /// <summary>Its limits, in the driver's own words: what <see cref="WriteLimits"/> takes.</summary>
    Task<IReadOnlyDictionary<string, string>> ReadLimits(Victim victim, CancellationToken ct);

    /// <summary>Puts limits back as they were read.</summary>
    Task WriteLimits(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct);

    /// <summary>Takes away what <see cref="Limit"/> made for a victim that is gone meanwhile; by default it made nothing.</summary>
    Task Forget(Victim victim, IReadOnlyDictionary<string, string> limits, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Tightens limits; what is null stays.</summary>
    /// <param name="victim">Whose; with the limits that were read as <see cref="Victim.Before"/>.</param>
    /// <param name="cpus">Processors.</param>
    /// <param name="memoryBytes">Memory.</param>
    /// <param name="ct">Ends the wait.</param>
    Task Limit(Victim victim, double? cpus, long? memoryBytes, CancellationToken ct);
}
