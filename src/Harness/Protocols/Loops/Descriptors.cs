using System.Globalization;
using System.Net.Sockets;

namespace Harness.Protocols.Loops;

/// <summary>
/// How many files the load may have open. A process that can open none at all cannot read what its targets use, nor ask its probes, and its runtime may end
/// it: so a connection is refused while some are left. The system always gives the lowest number that is free, so a number says how many are open.
/// </summary>
internal static class Descriptors
{
    private const int Reserve = 64;

    /// <summary>Files that the process may have open at once (ulimit -n, which the runtime has raised as far as it may); null where the system does not say.</summary>
    public static int? Most { get; } = Read();

    /// <summary>The first number that no connection of the load gets; tests set it.</summary>
    public static int Limit { get; set; } = Most is { } most ? Math.Max(most / 2, most - Reserve) : int.MaxValue;

    /// <summary>Refuses a connection in the words of the system where too few would be left for others.</summary>
    /// <exception cref="SocketException">Too many are open.</exception>
    public static void Check(Socket socket)
    {
        if (Most is not null && socket.SafeHandle.DangerousGetHandle() >= Limit) throw new SocketException((int)SocketError.TooManyOpenSockets);
    }

    private static int? Read()
    {
        try
        {
            var line = File.ReadLines("/proc/self/limits").FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
            return int.TryParse(line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // not Linux
        }
    }
}
