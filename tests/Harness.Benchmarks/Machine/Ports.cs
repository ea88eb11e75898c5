using System.Net;
using System.Net.Sockets;

namespace Harness.Benchmarks.Machine;

/// <summary>A port for a program that cannot choose one itself: below the ephemeral range, so that no connection of a generator takes it.</summary>
internal static class Ports
{
    private const int First = 20_000, Count = 10_000;

    public static int Free()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = First + (((Environment.ProcessId * 20) + i) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: the next one.
            }
        }
        throw new BenchmarkException($"no port from {First} to {First + Count - 1} is free");
    }
}
