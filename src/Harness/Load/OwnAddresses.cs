using System.Net;
using System.Net.Sockets;
using Harness.Plans;

namespace Harness.Load;

/// <summary>The addresses that connections are to come from: one that is not this machine's refuses each of them, in the words of a machine that has no port left.</summary>
internal static class OwnAddresses
{
    /// <summary>Why a load cannot come from where it is to come from, or null.</summary>
    public static string? Missing(Plan plan) => plan.Loads.Select(load => load.Connections.Bind).OfType<IPAddress>().FirstOrDefault(address => !IsOwn(address)) is { } foreign
        ? $"connections.bind is {foreign}, which is not an address of this machine." : null;

    private static bool IsOwn(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is not (SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported);
        }
    }
}
