namespace Harness.Faults;

/// <summary>
/// What a driver can do beside <see cref="IDriver"/> where there is room to press on around its victims: this machine, the inside of a container. The faults
/// <c>stress</c> and <c>fill-disk</c> ask the driver of their victims for it. A driver promises three things: the pressure ends by itself at
/// <see cref="Pressure.Bound"/>, even if everybody else is dead by then; it is found again by <see cref="Pressure.Name"/> alone, which is in the ledger before
/// it begins; and what all victims of a fault together take of the machine that they share is within what <see cref="Forbids"/> allows.
/// </summary>
public interface IPressure
{
    /// <summary>Why so much must not be on each of them, in numbers, with what would be allowed; or null. Changes nothing.</summary>
    Task<string?> Forbids(IReadOnlyList<Victim> victims, Pressure pressure, CancellationToken ct);

    /// <summary>What a person would do to end it.</summary>
    string ByHand(Victim victim, string name, string? folder);

    /// <summary>Begins, and returns when the pressure is there.</summary>
    /// <param name="victim">Where.</param>
    /// <param name="pressure">How much, how long at most.</param>
    /// <param name="scope">The run, to note in its ledger what was created beside the fault itself.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">It cannot be made; what was begun is left to <see cref="Release"/>.</exception>
    Task Press(Victim victim, Pressure pressure, RunScope scope, CancellationToken ct);

    /// <summary>Ends it and takes away what it left; that there is none is as good.</summary>
    /// <param name="victim">Where.</param>
    /// <param name="name">Of the pressure.</param>
    /// <param name="folder">The folder whose disk it filled, or null.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">It cannot be ended now; what to do by hand.</exception>
    Task Release(Victim victim, string name, string? folder, CancellationToken ct);

    /// <summary>True while it is there.</summary>
    Task<bool> IsPressed(Victim victim, string name, string? folder, CancellationToken ct);
}

/// <summary>How much is pressed; what is null is left alone.</summary>
/// <param name="Name">Unique on the machine and over all runs.</param>
/// <param name="Bound">When it ends by itself: longer than the fault.</param>
public sealed record Pressure(string Name, TimeSpan Bound)
{
    /// <summary>Processors kept busy, fractions included.</summary>
    public double? Cpus { get; init; }

    /// <summary>Or: such a share of all processors that there are, above 0 and up to 1.</summary>
    public double? CpuShare { get; init; }

    /// <summary>Memory taken and touched, in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Files held open.</summary>
    public int? Files { get; init; }

    /// <summary>The folder whose disk is filled; a path as the victim sees it.</summary>
    public string? Folder { get; init; }

    /// <summary>How much of that disk, in bytes.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>What so many victims take together.</summary>
    public Pressure Times(int victims) => this with { Cpus = Cpus * victims, MemoryBytes = MemoryBytes * victims, Files = Files * victims, DiskBytes = DiskBytes * victims };
}
