using System.Globalization;
using Harness.Plans;
using Harness.Protocols.Loops;

namespace Harness.Load;

/// <summary>How many connections this machine lets the generator have.</summary>
internal static class MachineLimits
{
    /// <summary>Files of the harness itself: its assemblies, the journal, pipes.</summary>
    private const int OwnFiles = 300;

    /// <summary>Files that the process may have open at once (ulimit -n, which the runtime has raised as far as it may); null where the system does not say.</summary>
    public static int? Files => Descriptors.Most;

    /// <summary>Local ports for connections to one address and port; null where the system does not say.</summary>
    public static int? Ports { get; } = Read("/proc/sys/net/ipv4/ip_local_port_range") is { } text
        && text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var last] ? int.Parse(last, CultureInfo.InvariantCulture) - int.Parse(first, CultureInfo.InvariantCulture) + 1 : null;

    /// <summary>Why the machine cannot carry the connections that a plan is sure to need, or null. An open load needs as many as its answers take long, which nobody knows before.</summary>
    public static string? Missing(Plan plan) => Missing(plan.Loads.Where(load => !load.IsOpen).Sum(load => Math.Min(load.Highest, load.Connections.Most ?? double.MaxValue)), Files, Ports);

    /// <summary>The same for a number of connections and known limits.</summary>
    internal static string? Missing(double connections, int? files, int? ports) =>
        connections + OwnFiles > files ? string.Create(CultureInfo.InvariantCulture, $"The load needs {connections:N0} connections, and this process may have {files:N0} files open: raise ulimit -n, or set connections.max.")
        : connections > ports ? string.Create(CultureInfo.InvariantCulture, $"The load needs {connections:N0} connections, and this machine has {ports:N0} local ports: widen net.ipv4.ip_local_port_range, or set connections.max.") : null;

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not Linux
        }
    }
}
