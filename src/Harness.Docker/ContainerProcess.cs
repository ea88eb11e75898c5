using Harness.Faults;

namespace Harness.Docker;

/// <summary>Processes inside containers, as this machine sees them: where the engine runs here, and its numbers are ours.</summary>
internal static class ContainerProcess
{
    /// <summary>The process, or null: the engine is on another machine, or hides it.</summary>
    /// <param name="id">Its number, as the engine says.</param>
    /// <param name="container">The container's id: a process of the same number on another machine is not in it.</param>
    public static ProcessIdentity? Of(long id, string container)
    {
        try
        {
            return id > 0 && File.ReadAllText($"/proc/{id}/cgroup").Contains(container, StringComparison.Ordinal) ? ProcessIdentity.Of((int)id) : null;
        }
        catch (IOException)
        {
            return null; // It has ended, or this is no Linux.
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
