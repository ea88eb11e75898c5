using Harness.Faults;

namespace Harness.Docker;

/// <summary>Scripts for a POSIX shell inside a container. An image made from scratch has none; that is said, and nothing is copied into it.</summary>
/// <param name="exec">Runs them.</param>
internal sealed class ContainerShell(ContainerExec exec)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The command line of a script.</summary>
    /// <param name="script">What <c>sh -c</c> gets.</param>
    /// <param name="name">Its <c>$0</c>, seen in lists of processes.</param>
    /// <param name="arguments"><c>$1</c> and further.</param>
    public static IReadOnlyList<string> Command(string script, string name, params IReadOnlyList<string> arguments) => ["/bin/sh", "-c", script, name, .. arguments];

    /// <summary>Runs a script to its end.</summary>
    /// <returns>How it ended.</returns>
    /// <exception cref="FaultException">The container has no shell, or it did not end in time.</exception>
    public async Task<ExecResult> Run(Victim victim, IReadOnlyList<string> command, TimeSpan patience, CancellationToken ct)
    {
        var result = await exec.Run(victim, command, patience, ct).ConfigureAwait(false);
        return result.HasNoProgram ? throw new FaultException($"{victim.Name} has no /bin/sh, which this fault needs inside the container") : result;
    }

    /// <summary>The same with the usual patience, for what must succeed.</summary>
    /// <exception cref="FaultException">It failed; with what it wrote.</exception>
    public async Task<string> Must(Victim victim, string what, IReadOnlyList<string> command, CancellationToken ct) => await Must(victim, what, command, Patience, ct).ConfigureAwait(false);

    /// <summary>The same with another patience.</summary>
    public async Task<string> Must(Victim victim, string what, IReadOnlyList<string> command, TimeSpan patience, CancellationToken ct)
    {
        var result = await Run(victim, command, patience, ct).ConfigureAwait(false);
        return result.ExitCode == 0 ? result.Output : throw new FaultException($"{victim.Name}: {what}{result.Words}");
    }
}
