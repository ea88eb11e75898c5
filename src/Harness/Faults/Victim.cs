namespace Harness.Faults;

/// <summary>
/// One process or container that a fault acts on, told apart from a later one with the same name or number: what is written to the ledger, and
/// the only thing that healing touches.
/// </summary>
/// <param name="Driver">The <see cref="IDriver.Kind"/> that understands the rest.</param>
/// <param name="Name">For people: the target's name, or the container's.</param>
/// <param name="Id">The process id, or the container's id.</param>
/// <param name="Mark">What a newcomer with the same id would not have: when the process started. Empty where the id alone is unique.</param>
public sealed record Victim(string Driver, string Name, string Id, string Mark = "")
{
    /// <summary>How it was before the fault, in the words of the fault's kind: what healing leads back to.</summary>
    public IReadOnlyDictionary<string, string> Before { get; init; } = new Dictionary<string, string>();

    /// <summary>The URL whose 200 says that it is ready, or null.</summary>
    public Uri? Health { get; init; }

    /// <summary>True where the run started it, and ends it.</summary>
    public bool IsOwn { get; init; }

    /// <summary>True where both mean the same process or container.</summary>
    public bool Is(Victim other) => Driver == other.Driver && Id == other.Id && Mark == other.Mark;
}

/// <summary>What a process or a container does.</summary>
public enum VictimState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is there, and stands still.</summary>
    Paused,

    /// <summary>It ended, and can be started again.</summary>
    Stopped,

    /// <summary>There is no such thing any more.</summary>
    Gone,
}
