using Harness.Plans;

namespace Harness.Running;

/// <summary>
/// Somebody who can tell what targets use: the system of their processes, the engine of their containers. A run starts each with its load and
/// makes seconds of what it tells; nothing is judged by it, and no run fails for want of it.
/// </summary>
public interface ISignals
{
    /// <summary>What is asked, in a word for people: <c>processes</c>.</summary>
    string Source { get; }

    /// <summary>
    /// Watches targets until stopped, a sample about once a second and instance, at best with a last one when it is stopped. It ends earlier
    /// only where none of the targets is its business, and throws where it cannot tell any more.
    /// </summary>
    /// <param name="targets">All targets of the run, groups among them; those that are not its own are left to others.</param>
    /// <param name="run">The run's name: what it started is told from what other runs did; null where nothing was started.</param>
    /// <param name="stop">The load is over: end within two seconds, with or without throwing.</param>
    IAsyncEnumerable<TargetSample> Watch(IReadOnlyList<Target> targets, string? run, CancellationToken stop);
}
