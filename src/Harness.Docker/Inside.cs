using Harness.Faults;

namespace Harness.Docker;

/// <summary>What was done inside a container can be undone only while it runs.</summary>
internal static class Inside
{
    /// <summary>Why nothing has to be undone inside, for people; or null: it runs, and something has.</summary>
    /// <param name="victim">The container.</param>
    /// <param name="what">What is to be undone: <c>the file /tmp/x</c>.</param>
    /// <param name="driver">Knows it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="FaultException">It does not run, and stays with what was done.</exception>
    public static async Task<string?> Over(Victim victim, string what, ContainerDriver driver, CancellationToken ct)
    {
        var state = await driver.Look(victim, ct).ConfigureAwait(false);
        return state switch
        {
            VictimState.Running => null,
            VictimState.Gone => $"{victim.Name} is gone, and {what} with it",
            // The run removes what it started, whatever is in it.
            _ when victim.IsOwn => $"{victim.Name} does not run, and {what} goes with it at the end of its run",
            VictimState.Paused => throw new FaultException($"{victim.Name} is paused, so {what} cannot be undone inside it"),
            _ => throw new FaultException($"{victim.Name} does not run, so {what} cannot be undone inside it"),
        };
    }
}
